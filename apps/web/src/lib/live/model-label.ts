import type { Actor, LlmInfo } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../trpc.ts'

/** Model names of the server that answers from a script; it ships for examples and is never passed off as a model. */
const SCRIPTED_NAME = /script/i

export interface ModelLabel {
  text: string
  /** True when answers come from a script and not from a language model. */
  scripted: boolean
}

/** What to call the model behind an actor; undefined for people and for agents whose model is not known. */
export function modelLabel(actor: Actor, llm: LlmInfo | undefined): ModelLabel | undefined {
  if (actor.kind !== 'agent') return undefined
  const sameServer = llm?.scripted === true && (actor.model === undefined || actor.model === llm.model)
  if (sameServer || SCRIPTED_NAME.test(actor.model ?? '')) return { text: 'scripted model', scripted: true }
  return actor.model ? { text: actor.model, scripted: false } : undefined
}

export function useModelLabel(actor: Actor | undefined): ModelLabel | undefined {
  const trpc = useTRPC()
  const { data } = useQuery({ ...trpc.system.info.queryOptions(), staleTime: 60_000 })
  return actor ? modelLabel(actor, data?.llm) : undefined
}
