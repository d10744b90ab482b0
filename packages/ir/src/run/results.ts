import type { NodeError } from '@aob/schemas'
import { emptyRecord, own } from '../document/own-property.ts'

/** What stays of an activation once it is over. */
export interface ActivationResult {
  /** Output references by node id of the body. */
  outputs: Readonly<Record<string, string>>
  error?: NodeError
}

/**
 * Results of settled activations, as text: one line `<index> <JSON>` each, in order of settling, in sheets of RESULTS_PER_SHEET
 * indices under `<scope>/<sheet>`. Thousands of activations are then some dozens of fields that a load copies and does not parse,
 * and settling one rewrites one sheet.
 */
export type Results = Readonly<Record<string, string>>

export const RESULTS_PER_SHEET = 64

export function sheetOf(scope: string, index: number): string {
  return `${scope}/${Math.floor(index / RESULTS_PER_SHEET)}`
}

/** A sheet with one more line. */
export function withResult(sheet: string | undefined, index: number, result: ActivationResult): string {
  return `${sheet ?? '\n'}${index} ${JSON.stringify(result)}\n`
}

export function hasResult(sheet: string | undefined, index: number): boolean {
  return sheet?.includes(`\n${index} `) ?? false
}

/** Names of all sheets a scope with so many activations may have. */
export function sheetsOf(scope: string, count: number): string[] {
  return Array.from({ length: Math.ceil(count / RESULTS_PER_SHEET) }, (_, sheet) => `${scope}/${sheet}`)
}

/** The results of a scope's settled activations by index. */
export function resultsOf(results: Results, scope: string, count: number): Map<number, ActivationResult> {
  const found = new Map<number, ActivationResult>()
  for (const name of sheetsOf(scope, count)) for (const [index, result] of linesOf(own(results, name) ?? '')) found.set(index, result)
  return found
}

/** The result of one activation; undefined while it is not settled. */
export function resultOf(results: Results, scope: string, index: number): ActivationResult | undefined {
  return linesOf(own(results, sheetOf(scope, index)) ?? '').find(([at]) => at === index)?.[1]
}

function linesOf(sheet: string): [number, ActivationResult][] {
  return sheet
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const space = line.indexOf(' ')
      const { outputs, ...rest } = JSON.parse(line.slice(space + 1)) as ActivationResult // written by withResult
      return [Number(line.slice(0, space)), { outputs: Object.assign(emptyRecord<string>(), outputs), ...rest }]
    })
}
