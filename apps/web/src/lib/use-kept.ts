import { useRef } from 'react'

/** The value of before for as long as the new one says the same, so that what is made from it is not made again. */
export function useKept<Value>(value: Value, same: (kept: Value, value: Value) => boolean): Value {
  const kept = useRef(value)
  if (kept.current !== value && !same(kept.current, value)) kept.current = value
  return kept.current
}
