import { canonicalType, NODE_FACTS, type NodeTypeFacts } from '@aob/schemas'

const factsOf = (type: string): NodeTypeFacts | undefined => {
  const canonical = canonicalType(type)
  return canonical && NODE_FACTS[canonical]
}

/** Whether nodes of this type call a model and tell of it on the stream of completions. */
export function isAgent(type: string): boolean {
  return factsOf(type)?.agent ?? false
}

/** What a node calls the runners outside who do its work; undefined when it is done here. */
export function runnerOf({ type, config }: { type: string; config: Readonly<Record<string, unknown>> }): string | undefined {
  return isAgent(type) && typeof config.runner === 'string' ? config.runner : undefined
}

/** Whether nodes of this type are deterministic and free of side effects. */
export function isPure(type: string): boolean {
  return factsOf(type)?.pure ?? false
}
