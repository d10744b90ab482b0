/** Which nodes find new places. `new`: those the published version does not have. */
export type TidyScope = 'all' | 'selection' | 'new'

/** What a person most likely wants tidied. */
export function tidyScope(selectedNodes: number): TidyScope {
  return selectedNodes > 1 ? 'selection' : 'all'
}
