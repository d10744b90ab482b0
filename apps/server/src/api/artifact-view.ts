import type { ArtifactView } from '@aob/schemas'

/** Bytes of a value shown as text at once; the whole is at `GET /api/v1/artifacts/{sha256}`. */
export const ARTIFACT_PREVIEW_BYTES = 256_000

/** A value as the page shows it: text when it is UTF-8, its beginning when it is long. */
export function artifactView(digest: string, bytes: Uint8Array): ArtifactView {
  const truncated = bytes.byteLength > ARTIFACT_PREVIEW_BYTES
  const text = decode(truncated ? bytes.subarray(0, ARTIFACT_PREVIEW_BYTES) : bytes, truncated)
  return { ref: `cas://sha256:${digest}`, bytes: bytes.byteLength, truncated, ...(text === undefined ? {} : { text }) }
}

function decode(bytes: Uint8Array, cut: boolean): string | undefined {
  try {
    // A cut inside a character is no reason to refuse the rest.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut })
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
