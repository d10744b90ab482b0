import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of a public test corpus under AOB_CORPORA, or undefined where it was not provided. */
export function corpus(name: string): string | undefined {
  const root = process.env.AOB_CORPORA
  if (!root) return undefined
  const folder = join(root, name)
  return existsSync(folder) ? folder : undefined
}

/** The written reason of a skip. */
export const CORPUS_MISSING = 'AOB_CORPORA does not point at this corpus'
