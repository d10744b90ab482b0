/** Whether two JSON values are equal; member order does not count. Iterative, so depth is bounded by memory alone. */
export function jsonEqual(left: unknown, right: unknown): boolean {
  const work: [unknown, unknown][] = [[left, right]]
  for (let pair = work.pop(); pair !== undefined; pair = work.pop()) {
    const [a, b] = pair
    if (a === b) continue
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
    if (Array.isArray(a) !== Array.isArray(b)) return false
    const keys = Object.keys(a)
    if (keys.length !== Object.keys(b).length) return false
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false
      work.push([Reflect.get(a, key), Reflect.get(b, key)])
    }
  }
  return true
}
