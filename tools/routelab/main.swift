print("routelab")
