export interface SampleEffect {
  kind: string
  key?: string
  request: unknown
  answer: { status: number; body: unknown }
  duplicates: number
}

export interface SampleService {
  url: string
  port: number
  ledger: {
    readonly effects: readonly SampleEffect[]
    list(kind: string | null): { count: number; duplicates: number; effects: SampleEffect[] }
  }
  close(): Promise<void>
}

export function startSampleService(options?: { port?: number; host?: string; stateFile?: string }): Promise<SampleService>
