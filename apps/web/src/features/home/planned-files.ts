import { importN8n } from '@aob/n8n-import'
import type { Workflow } from '@aob/schemas'
import { freeName } from './import-workflow.ts'
import type { ReadFile } from './read-files.ts'

/** What becomes of one file. */
export interface PlannedFile {
  /** Which of the files it is: those of several folders may have one name. */
  place: number
  fileName: string
  /** Under the name it will have; undefined where nothing can be made of it. */
  workflow?: Workflow
  /** What there is to say: how much of a foreign file was understood, or why nothing becomes of it. */
  words: string
}

/** Every file under a name of its own, in the order they came. */
export function plannedFiles(files: readonly ReadFile[], taken: ReadonlySet<string>): PlannedFile[] {
  const used = new Set(taken)
  return files.map(({ fileName, outcome }, place): PlannedFile => {
    if (outcome.kind === 'refused') return { place, fileName, words: outcome.reason }
    const translated = outcome.kind === 'n8n' ? importN8n(outcome.value, { fallbackName: fileName.replace(/\.json$/i, '') }) : undefined
    const workflow = outcome.kind === 'ok' ? outcome.workflow : translated?.workflow
    if (!workflow) return { place, fileName, words: 'It holds no workflow.' }
    const name = freeName(workflow.name, used)
    used.add(name)
    return { place, fileName, workflow: { ...workflow, name }, words: translated ? translatedWords(translated.report.totals) : stepsOf(workflow.nodes.length) }
  })
}

const stepsOf = (count: number): string => `${count} ${count === 1 ? 'step' : 'steps'}`

function translatedWords({ mapped, adapted, kept }: { mapped: number; adapted: number; kept: number }): string {
  const all = mapped + adapted + kept
  return kept === 0 ? `From n8n: ${stepsOf(all)}` : `From n8n: ${stepsOf(all)}, ${kept} of them kept as they were, and passed by in a run`
}
