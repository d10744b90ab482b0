/** A document of any version, as far as it is known: parsed JSON, an object. */
export type AnyDocument = Readonly<Record<string, unknown>>

/** What cannot be said in the older form, for a person to read. */
export interface NotExpressible {
  pointer: string
  message: string
}

/**
 * One step between two neighbouring versions of the document format. Both ways are pure and total: `up` takes whatever was valid in the
 * older version; `down` gives a document an older reader understands, or says what it could not. Neither reorders nor removes nodes or
 * edges, so that positions and ids mean the same on both sides.
 */
export interface Migration {
  name: string
  /** The `schemaVersion` it leads to; it starts one below. */
  to: number
  up(document: AnyDocument): AnyDocument
  down(document: AnyDocument): AnyDocument | NotExpressible
}
