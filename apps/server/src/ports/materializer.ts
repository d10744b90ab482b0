import type { Operation } from '@aob/schemas'

/** The WASM core as the server sees it. */
export interface DocumentMaterializer {
  /** Validates untrusted bytes at the door (D-23) and returns them with normalised tokens. Throws DomainError `request.not_json` or `limit.*`. */
  admit(bytes: Uint8Array): Uint8Array
  /** Applies patches in order, each whole or not at all. Throws DomainError `patch.*` with pointer and operation index. */
  materialize(base: Uint8Array, patches: ReadonlyArray<readonly Operation[]>): Uint8Array
  /** What `materialize` gives, parsed; its bytes are never copied out of the core. */
  value(base: Uint8Array, patches: ReadonlyArray<readonly Operation[]>): unknown
  /** The canonical bytes of a version: patches over a base that is one of our own, canonical already. Throws as `materialize`. */
  version(base: Uint8Array, patches: ReadonlyArray<readonly Operation[]>): Uint8Array
  /** RFC 8785 bytes of any bytes. */
  canonical(bytes: Uint8Array): Uint8Array
}
