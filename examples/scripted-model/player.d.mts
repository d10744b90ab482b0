import type { ModelScript } from './server.mjs'

export interface ScriptMessage {
  role: string
  content?: string | null
}

export function fill(template: unknown, messages: ScriptMessage[]): unknown
export function play(script: ModelScript, messages: ScriptMessage[]): { text: string; calls: Array<{ name: string; arguments: string }>; delayMs: number }
