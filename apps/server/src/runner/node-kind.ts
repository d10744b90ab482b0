import { canonicalType, NODE_FACTS, type NodeTypeFacts } from '@aob/schemas'

const factsOf = (type: string): NodeTypeFacts | undefined => {
  const canonical = canonicalType(type)
  return canonical && NODE_FACTS[canonical]
}

/** Whether nodes of this type call a model and tell of it on the stream of completions. */
export function isAgent(type: string): boolean {
  return factsOf(type)?.agent ?? false
}

/** Whether nodes of this type are deterministic and free of side effects. */
export function isPure(type: string): boolean {
  return factsOf(type)?.pure ?? false
}
