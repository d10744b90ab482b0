import { compileMaterializer, type Materializer } from '@aob/materializer/browser'
import { expose, transfer } from 'comlink'
import { type MaterializeJob, MaterializerService } from './materializer-service.ts'

/** The module is fetched and compiled once; every resident document gets an instance of its own. */
let compiled: Promise<() => Materializer> | undefined
const service = new MaterializerService(async () => {
  compiled ??= compileMaterializer()
  try {
    return (await compiled)()
  } catch (error) {
    // A fetch that failed is tried again by the next request.
    compiled = undefined
    throw error
  }
})

expose({
  /** The bytes are moved, not copied, to the page. */
  async materialize(job: MaterializeJob) {
    const outcome = await service.materialize(job)
    return outcome.kind === 'value' ? transfer(outcome, [outcome.value.bytes.buffer]) : outcome
  },
  cancel: (ticket: number) => service.cancel(ticket),
  append: service.append.bind(service),
  delta: service.delta.bind(service),
  bytesAt: service.bytesAt.bind(service),
  release: (runId: string) => service.release(runId),
})
