import { knownDigest } from '../../identifiers.ts'
import { route } from '../route.ts'
import { namesEtag } from '../versioned-answer.ts'

export const artifactRoutes = [
  route({
    method: 'GET',
    path: '/artifacts/{sha256}',
    operationId: 'getArtifact',
    summary: 'Bytes from content-addressed storage, only when the workspace references them.',
    answers: { 200: { description: 'The bytes.', contentType: 'application/octet-stream' }, 304: { description: 'Not modified.' } },
    async handle({ services, caller, params, headers }) {
      const digest = knownDigest(params.sha256 ?? '')
      const bytes = await services.artifacts.read(caller, digest)
      const cache = { etag: `"${digest}"`, 'cache-control': 'private, max-age=31536000, immutable' }
      if (namesEtag(headers['if-none-match'], cache.etag)) return { kind: 'empty', status: 304, headers: cache }
      // Never as a type a browser would run.
      return { kind: 'bytes', status: 200, contentType: 'application/octet-stream', bytes, headers: cache }
    },
  }),
]
