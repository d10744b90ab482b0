import { createContext } from 'react'
import type { Suggested } from './form-fields.ts'

/** Names that fields offer while one is typed, by what they name. */
export type Suggestions = Readonly<Partial<Record<Suggested, readonly string[]>>>

export const SuggestionsContext = createContext<Suggestions>({})
