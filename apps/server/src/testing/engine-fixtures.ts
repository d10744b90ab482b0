import { DomainError } from '../domain-error.ts'
import { type EffectSink, startEffectSink } from './effect-sink.ts'
import { startTestProduct, type TestProduct, type TestProductOptions } from './test-product.ts'
import { httpNode, workflow } from './workflows.ts'

const open: Array<{ close(): Promise<void> }> = []

export function closeLater(part: { close(): Promise<void> }): void {
  open.push(part)
}

/** Call after each test: closes in reverse order of opening. */
export async function closeAll(): Promise<void> {
  for (const part of open.splice(0).reverse()) await part.close()
}

/** A product and an outside world that counts effects; expressions reach it as `{{ vars.sink }}`. */
export async function sinkAndProduct(hot: TestProductOptions['hot'], env: Record<string, string> = {}): Promise<{ sink: EffectSink; product: TestProduct }> {
  const sink = await startEffectSink()
  closeLater(sink)
  const product = await startTestProduct({ hot, env: { AOB_EGRESS_ALLOW: sink.hostPort, AOB_VARS: JSON.stringify({ sink: sink.url }), ...env } })
  closeLater(product)
  return { sink, product }
}

/** The typed failure of an action; anything else it does fails the test. */
export async function failureOf(action: Promise<unknown>): Promise<DomainError> {
  try {
    await action
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
  throw new Error('expected a DomainError')
}

/** A gate the sink holds a request at until the test lets it go. */
export function gate(): { opened: Promise<void>; release: () => void } {
  let release: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    release = resolve
  })
  return { opened, release }
}

/** Asks a person before an irreversible message; rejected, something else is called. */
export function gatedHitl(name: string, url: string) {
  return workflow(
    name,
    [
      { id: 'ask', type: 'hitl', config: { title: 'Send {{ inputs.what }}?', evidence: { what: '{{ inputs.what }}' } } },
      { id: 'send', type: 'notify', irreversible: true, config: { channel: 'webhook', url: `${url}/send`, message: 'sent' } },
      httpNode('refused', `${url}/refused`, 'POST'),
    ],
    ['ask:approve>send', 'ask:reject>refused'],
    { inputs: { type: 'object', properties: { what: { type: 'string', default: 'the offer' } } } },
  )
}
