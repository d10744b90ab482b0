import type { WorkflowSummary } from '@aob/schemas'

/** Letters as people type them to find something: without case and accents, whatever their script. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

/** The workflows whose name and description hold every word of a search, in any order. */
export function found(workflows: readonly WorkflowSummary[], search: string): readonly WorkflowSummary[] {
  const words = folded(search).split(/\s+/).filter(Boolean)
  if (words.length === 0) return workflows
  return workflows.filter(({ name, description = '' }) => {
    const text = folded(`${name} ${description}`)
    return words.every((word) => text.includes(word))
  })
}
