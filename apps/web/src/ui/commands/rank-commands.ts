import { defaultFilter } from 'cmdk'
import type { Command } from './command-registry.ts'

export type CommandGroup = readonly [name: string, commands: readonly Command[]]

/** What is the same on every page comes behind what this page is for. */
const EVERYWHERE = ['Go to', 'View']

/**
 * What fits a query, the best first, in groups, the one with the best first; everything as it is on offer without a query. Ranked here: the
 * list's own ranking knows commands that have gone, and no order then.
 */
export function rankCommands(commands: readonly Command[], query: string): CommandGroup[] {
  const wanted = query.trim()
  const ranked = wanted === '' ? commands.map((command) => ({ command, score: 1 })) : scored(commands, wanted)
  const groups = new Map<string, Command[]>()
  for (const { command } of ranked) {
    const group = groups.get(command.group)
    if (group) group.push(command)
    else groups.set(command.group, [command])
  }
  return wanted === '' ? [...groups].sort(([one], [other]) => EVERYWHERE.indexOf(one) - EVERYWHERE.indexOf(other)) : [...groups]
}

function scored(commands: readonly Command[], query: string) {
  return commands
    .map((command) => ({ command, score: defaultFilter(`${command.label} ${command.id}`, query, command.keywords) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
}
