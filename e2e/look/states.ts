import { EDITOR_STATES } from './editor-states.ts'
import { HAND_STATES } from './hand-states.ts'
import { HOME_STATES } from './home-states.ts'
import { RUN_PART_STATES } from './run-part-states.ts'
import { RUN_STATES } from './run-states.ts'
import type { State, Variant } from './state.ts'
import { VERSION_STATES } from './version-states.ts'

/** Everything a person can see, as far as somebody thought of it. */
export const STATES: readonly State[] = [...HOME_STATES, ...EDITOR_STATES, ...HAND_STATES, ...VERSION_STATES, ...RUN_STATES, ...RUN_PART_STATES]

export function stateNamed(name: string): State {
  const found = STATES.find((state) => state.name === name)
  if (!found) throw new Error(`There is no state named ${name}`)
  return found
}

/** Some states belong to a desk or a phone alone. */
export function suits(state: State, variant: Variant): boolean {
  return state.on === undefined || (state.on === 'phone') === variant.name.startsWith('phone')
}
