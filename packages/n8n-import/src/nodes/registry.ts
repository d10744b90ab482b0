import type { N8nNode } from '../document.ts'
import type { Answer } from '../expressions/source.ts'
import { agent, extractor, openAi, summariser } from './agents.ts'
import { branch, choice, filter } from './branching.ts'
import { code } from './code.ts'
import { http } from './http.ts'
import { aggregate, itemLists, limit, removeDuplicates, renameKeys, sort, splitOut } from './lists.ts'
import type { Mapper } from './mapper.ts'
import { answer, discord, email, slack, telegram } from './messages.ts'
import { set } from './set.ts'
import { callWorkflow, htmlTemplate, merge, pass, stop, wait } from './steps.ts'
import { summarize } from './summarize.ts'

export interface KnownType {
  map: Mapper
  /** Hands on the data it gets: who reads it reads what came before. */
  passes?: boolean
  /** Where in the output of our node n8n's data lies. */
  path?: readonly string[]
  answer?: Answer
}

const BASE = 'n8n-nodes-base.'
const LANGCHAIN = '@n8n/n8n-nodes-langchain.'

/** The one list of what is known; everything else is kept. */
const KNOWN: Readonly<Record<string, KnownType>> = {
  [`${BASE}httpRequest`]: { map: http, path: ['body'] },
  [`${BASE}set`]: { map: set },
  [`${BASE}code`]: { map: code },
  [`${BASE}function`]: { map: code },
  [`${BASE}functionItem`]: { map: code },
  [`${BASE}if`]: { map: branch, passes: true },
  [`${BASE}filter`]: { map: filter, passes: true },
  [`${BASE}switch`]: { map: choice, passes: true },
  [`${BASE}noOp`]: { map: pass, passes: true },
  [`${BASE}wait`]: { map: wait, passes: true },
  [`${BASE}stopAndError`]: { map: stop },
  [`${BASE}merge`]: { map: merge },
  [`${BASE}splitOut`]: { map: splitOut },
  [`${BASE}limit`]: { map: limit },
  [`${BASE}aggregate`]: { map: aggregate },
  [`${BASE}removeDuplicates`]: { map: removeDuplicates },
  [`${BASE}sort`]: { map: sort },
  [`${BASE}renameKeys`]: { map: renameKeys },
  [`${BASE}itemLists`]: { map: itemLists },
  [`${BASE}summarize`]: { map: summarize },
  [`${BASE}html`]: { map: htmlTemplate },
  [`${BASE}respondToWebhook`]: { map: answer, passes: true },
  [`${BASE}telegram`]: { map: telegram, path: ['body'] },
  [`${BASE}slack`]: { map: slack },
  [`${BASE}discord`]: { map: discord, path: ['body'] },
  [`${BASE}emailSend`]: { map: email },
  [`${BASE}executeWorkflow`]: { map: callWorkflow },
  [`${LANGCHAIN}agent`]: { map: agent, answer: 'agent' },
  [`${LANGCHAIN}chainLlm`]: { map: agent, answer: 'agent' },
  [`${LANGCHAIN}openAi`]: { map: openAi, answer: 'chat' },
  [`${LANGCHAIN}informationExtractor`]: { map: extractor, answer: 'data' },
  [`${LANGCHAIN}chainSummarization`]: { map: summariser, answer: 'summary' },
  [`${BASE}openAi`]: { map: openAi, answer: 'chat' },
}

export function knownType(type: string): KnownType | undefined {
  return Object.hasOwn(KNOWN, type) ? KNOWN[type] : undefined
}

export const LOOP_TYPE = `${BASE}splitInBatches`
export const NOTE_TYPE = `${BASE}stickyNote`
export const STOP_TYPE = `${BASE}stopAndError`
export const MERGE_TYPE = `${BASE}merge`

/** Nodes that start a workflow: a run is started by a person, the API or a schedule here. */
export function isTrigger({ type }: N8nNode): boolean {
  return /Trigger$/.test(type) || [`${BASE}webhook`, `${BASE}start`, `${BASE}cron`, `${BASE}interval`, `${BASE}emailReadImap`].includes(type)
}

export const isWebhook = ({ type }: N8nNode): boolean => type === `${BASE}webhook`

/** A type name our documents may have, for a type that is kept. */
export function keptType({ type, disabled }: N8nNode): string {
  const plain = type.replace(/^@n8n\//, '').replace(/[^A-Za-z0-9_.-]+/g, '-')
  return `${disabled ? 'n8n-disabled.' : ''}${/^[A-Za-z]/.test(plain) ? plain : `n8n-${plain}`}`.slice(0, 64)
}
