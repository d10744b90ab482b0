import { compileMaterializer, type Materializer } from '@aob/materializer/browser'
import { MaterializerService } from './materializer-service.ts'
import { serveCalls } from './worker-calls.ts'

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

serveCalls(self, {
  materialize: service.materialize.bind(service),
  cancel: (ticket: number) => service.cancel(ticket),
  append: service.append.bind(service),
  delta: service.delta.bind(service),
  documentAt: service.documentAt.bind(service),
  release: (runId: string) => service.release(runId),
})
