import type { WorkflowDocument } from '@aob/schemas'
import type { EditBase } from '../model/editor-store.ts'

/** A version as the editor holds it, of what the server says and what that comes to. */
export function baseOf(data: WorkflowDocument, document: EditBase['document']): EditBase {
  return { artifactId: data.head, versionLabel: data.versionLabel, document, patches: data.patches, baseText: data.base }
}
