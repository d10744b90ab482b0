import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { DomainError } from '../domain-error.ts'
import type { Logger } from '../observability/logger.ts'
import type { Caller, Services } from './services.ts'

/**
 * Puts the shipped examples into an empty workspace, on the first start only.
 * A broken example is reported and left out; the others are loaded. Returns how many were.
 */
export async function loadExamples(deps: { workflows: Services['workflows']; caller: Caller; directory: string; logger: Logger }): Promise<number> {
  if ((await deps.workflows.list(deps.caller)).length > 0) return 0
  const files = (await readdir(deps.directory)).filter((file) => file.endsWith('.json')).sort()
  let loaded = 0
  for (const file of files) {
    const workflow: unknown = JSON.parse(await readFile(path.join(deps.directory, file), 'utf8'))
    try {
      await deps.workflows.create(deps.caller, { workflow: workflow as Record<string, unknown> })
      loaded += 1
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      deps.logger.error({ err: error, file, problems: error.detail.problems }, 'an example is not valid and was left out')
    }
  }
  return loaded
}
