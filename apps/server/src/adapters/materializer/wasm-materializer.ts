import { MaterializerError, type MaterializerLimits } from '@aob/materializer'
import { createMaterializer } from '@aob/materializer/node'
import type { Limits } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { DocumentMaterializer } from '../../ports/materializer.ts'

/** Where the module comes from and its caps. */
export interface WasmMaterializerOptions {
  /** File of the module. A bundle must give this or `bytes`; run from sources, the build beside them is found. */
  wasmPath?: string | URL
  bytes?: Uint8Array
  limits?: Partial<MaterializerLimits>
}

/** The core's caps: those of the largest patches there are. What one sends as a patch is held to less at the door. */
export function coreLimits(limits: Limits): MaterializerLimits {
  const { maxOperations, maxDraftOperations, maxPatchBytes, maxDraftPatchBytes } = limits
  return { ...limits, maxOperations: Math.max(maxOperations, maxDraftOperations), maxPatchBytes: Math.max(maxPatchBytes, maxDraftPatchBytes) }
}

/** Compiles the WASM core and answers it as the server's port; refusals of the core become DomainErrors here. */
export async function createWasmMaterializer({ wasmPath, bytes, limits }: WasmMaterializerOptions = {}): Promise<DocumentMaterializer> {
  const core = await createMaterializer({ wasm: bytes ?? wasmPath, limits })
  return {
    admit: (untrusted) => inDomainTerms(() => core.admit(untrusted)),
    // Bases come from our own content-addressed store; operations in hand always pass the door.
    materialize: (base, patches) => inDomainTerms(() => core.materialize(base, patches, { trusted: true })),
    value: (base, patches) => inDomainTerms(() => core.materializeInPlace(base, patches, parse, { trusted: true })),
    // What comes of trusted bytes and admitted operations has the tokens of the door already.
    version: (base, patches) => inDomainTerms(() => core.materializeInPlace(base, patches, (bytes) => core.canonical(bytes), { trusted: true })),
    // Hashes are made of this, so it does not rely on the caller having been to the door.
    canonical: (document) => inDomainTerms(() => core.canonical(core.admit(document))),
  }
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes))
}

function inDomainTerms<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (error instanceof MaterializerError) throw asDomainError(error)
    throw error
  }
}

function asDomainError(error: MaterializerError): DomainError {
  const { code, message, pointer, patchIndex, operationIndex, byteOffset } = error
  const place = Object.entries({ patchIndex, operationIndex, byteOffset }).filter(([, index]) => index !== undefined)
  return new DomainError(code, message, {
    pointer,
    cause: error,
    extra: place.length > 0 ? Object.fromEntries(place) : undefined,
  })
}
