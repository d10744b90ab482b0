import { describe, expect, it } from 'vitest'
import type { Command } from './command-registry.ts'
import { rankCommands } from './rank-commands.ts'

const command = (group: string, label: string, id: string, keywords?: string[]): Command => ({
  group,
  label,
  id,
  run: () => undefined,
  ...(keywords ? { keywords } : {}),
})
const SETTING = command('Settings of Ask for a deposit', 'Change Code', 'setting.code', ['setting', 'set', 'configure', 'code'])
const OFFERED = [
  command('Workflow', 'Save', 'save'),
  command('Workflow', 'Save with a note…', 'save.note'),
  SETTING,
  command('Go to node', 'Decided', 'node.join_2', ['join_2']),
]
const shown = (query: string) => rankCommands(OFFERED, query).map(([group, commands]) => [group, commands.map(({ label }) => label)])

describe('what Ctrl+K offers', () => {
  it('puts a step first that has the name typed: Enter opened a setting in whose words its letters happen to lie', () => {
    expect(shown('Decided')[0]).toEqual(['Go to node', ['Decided']])
  })

  it('puts the better of a group first, and leaves out what does not fit', () => {
    expect(shown('save')).toEqual([['Workflow', ['Save', 'Save with a note…']]])
    expect(shown('note')[0]).toEqual(['Workflow', ['Save with a note…']])
    expect(shown('quite another')).toEqual([])
  })

  it('is everything in its order while nothing is typed', () => {
    expect(shown(' ').map(([group]) => group)).toEqual(['Workflow', 'Settings of Ask for a deposit', 'Go to node'])
  })
})
