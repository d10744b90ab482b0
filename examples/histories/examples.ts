import { readdirSync, readFileSync } from 'node:fs'
import type { Workflow } from '@aob/schemas'

const workflows = new URL('../workflows/', import.meta.url)

/** The example workflows by name. */
export function exampleWorkflows(): [string, Workflow][] {
  const files = readdirSync(workflows).filter((file) => file.endsWith('.json'))
  return files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(new URL(file, workflows), 'utf8'))])
}
