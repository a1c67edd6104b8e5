/// Four values in a row that need no memory of their own.
struct Four<Element> {
  private var values: (Element, Element, Element, Element)

  init(repeating value: Element) { values = (value, value, value, value) }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      switch index {
      case 0: values.0
      case 1: values.1
      case 2: values.2
      default: values.3
      }
    }
    @inline(__always) set {
      switch index {
      case 0: values.0 = newValue
      case 1: values.1 = newValue
      case 2: values.2 = newValue
      default: values.3 = newValue
      }
    }
  }
}
