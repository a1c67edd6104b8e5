"""The Python peer: orjson and a loop by hand. python.py ROUNDS PATH"""
import orjson
from machine import HANDLERS, Machine, measure


def run(lines):
    machine, counts, events, loads, handlers = Machine(), {}, 0, orjson.loads, HANDLERS
    for text in lines:
        line = loads(text)
        event = line.get("event")
        if event is None:
            if "trace" in line:
                machine.begin(line["devices"])
            continue
        handler = handlers.get(event)
        if handler is not None:
            handler(machine, line)
        route = machine.decide()
        counts[route] = counts.get(route, 0) + 1
        events += 1
    return events, counts


measure(run)
