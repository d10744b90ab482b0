import type { ChainPatch } from '@aob/schemas'
import { actorName } from '../../ui/actor-badge.tsx'

/** Short name of a version of the run's graph: its label, else its number; the base is version 1. */
export function versionName(patches: readonly ChainPatch[], index: number): string {
  return patches[index - 1]?.versionLabel ?? `v${index + 1}`
}

/** One line about a version: which, whose change, why. */
export function versionSentence(patches: readonly ChainPatch[], index: number): string {
  const patch = patches[index - 1]
  const name = versionName(patches, index)
  if (!patch) return `${name} · as the run started`
  return `${name} · ${actorName(patch.actor)}${patch.rationale ? `: ${patch.rationale}` : ''}`
}
