import type { ArtifactInput } from '@aob/schemas'
import { validateArtifactInput } from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { artifactView } from '../artifact-view.ts'
import { knownDigest } from '../identifiers.ts'
import { input } from '../input.ts'
import { procedure, router } from '../trpc.ts'

export function artifactsRouter({ artifacts }: Services) {
  return router({
    read: procedure.input(input<ArtifactInput>(validateArtifactInput)).query(async ({ ctx, input }) => {
      const digest = knownDigest(input.ref)
      return artifactView(digest, await artifacts.read(ctx.caller, digest))
    }),
  })
}
