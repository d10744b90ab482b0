import { createContext, useContext, useState } from 'react'

/** Where a text that is no value yet outlives its field, by the pointer of the value. */
export interface TextKeeper {
  get: (pointer: string) => unknown
  /** With the reason why it is no value; undefined once there is nothing to be kept. */
  set: (pointer: string, kept: unknown, reason: string | undefined) => void
}

export const KeptTexts = createContext<TextKeeper | undefined>(undefined)

/**
 * What was typed beside a value. As long as it is no value yet, for the reason that is given, it outlives the field where somebody keeps it, so that who looks at something
 * else and comes back goes on with it; what says the same as the document is only kept as it was written while the field stands.
 */
export function useKeptText<Typed extends object>(pointer: string): [Typed | undefined, (typed: Typed, fault: string | undefined) => void] {
  const keeper = useContext(KeptTexts)
  // The same field put it there.
  const [typed, setTyped] = useState(() => keeper?.get(pointer) as Typed | undefined)
  const type = (next: Typed, fault: string | undefined) => {
    keeper?.set(pointer, next, fault)
    setTyped(next)
  }
  return [typed, type]
}
