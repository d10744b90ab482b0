export interface ScriptStep {
  text?: string
  data?: unknown
  calls?: Array<{ tool: string; arguments: unknown }>
  delayMs?: number
  unlessNode?: string
  else?: ScriptStep
}

export interface ModelScript {
  description?: string
  steps: ScriptStep[]
}

export interface ScriptedModel {
  /** Base URL for OpenAI clients, ending in /v1. */
  url: string
  port: number
  close(): Promise<void>
}

export function loadScripts(folder?: string): Map<string, ModelScript>
export function startScriptedModel(options?: { port?: number; host?: string; scripts?: Map<string, ModelScript>; pace?: number }): Promise<ScriptedModel>
