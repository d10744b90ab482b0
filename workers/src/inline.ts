/** The materializer client without a worker: same interface, same service, same thread. For tests and for places without workers. */

import type { Materializer } from '@aob/materializer'
import { clientOver, type RemoteService } from './materializer-client.ts'
import type { MaterializerClient } from './materializer-protocol.ts'
import { MaterializerService } from './materializer-service.ts'

export type { MaterializerClient } from './materializer-protocol.ts'

/** `create` makes a fresh materializer per document, e.g. `createMaterializer` of '@aob/materializer/node'. */
export function createInlineMaterializerClient(create: () => Promise<Materializer>): MaterializerClient {
  const service = new MaterializerService(create)
  const remote: RemoteService = {
    materialize: (job) => service.materialize(job),
    cancel: async (ticket) => service.cancel(ticket),
    append: async (runId, operations) => service.append(runId, operations),
    delta: async (runId, from, to) => service.delta(runId, from, to),
    documentAt: async (runId, version) => service.documentAt(runId, version),
    release: async (runId) => service.release(runId),
  }
  return clientOver(remote, () => undefined)
}
