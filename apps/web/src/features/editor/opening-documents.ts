import type { DraftView, Workflow, WorkflowDocument } from '@aob/schemas'
import type { ChainWorker } from '../../stores/chain-mirror.ts'

/** A version without patches is its text; up to so many characters it is read at once, sooner than a worker starts. */
const READ_AT_ONCE = 64 * 1024

/** What a draft begins with: the version it stands on as the server hands it out, and the gestures so far. */
export interface Asked {
  data: WorkflowDocument
  view: DraftView
}

export interface OpeningDocuments {
  /** The version the draft stands on. */
  version: Workflow
  /** The draft over it; the version itself where nobody has changed anything. Absent when the gestures do not follow it. */
  document: Workflow | undefined
}

/** Whether the documents are there without a worker. */
export function isReadAtOnce({ data, view }: Asked): boolean {
  return data.patches.length + view.gestures.length === 0 && data.base.length <= READ_AT_ONCE
}

/** The document of a version without patches. The server hands out workflows only. */
export function readAtOnce({ data }: Asked): Workflow {
  return JSON.parse(data.base) as Workflow
}

/** The documents of the first picture. The worker makes them; of version and draft, what did not change is the same object. */
export async function openingDocuments(asked: Asked, worker: () => ChainWorker, docId: string): Promise<OpeningDocuments> {
  const { data, view } = asked
  if (isReadAtOnce(asked)) {
    const version = readAtOnce(asked)
    return { version, document: version }
  }
  const { createChainMirror } = await import('../../stores/chain-mirror.ts')
  const mirror = createChainMirror(worker(), docId)
  const published = { artifactId: view.base, casId: '', base: data.base, patches: data.patches, head: view.base }
  if (view.gestures.length === 0) {
    const version = await mirror.at(published, data.patches.length)
    return { version, document: version }
  }
  const drafted = { ...published, patches: [...data.patches, ...view.gestures] }
  try {
    const document = await mirror.at(drafted, drafted.patches.length)
    return { version: await mirror.at(drafted, data.patches.length), document }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    console.warn('The draft does not follow its version here; it is read again once the page stands.', error)
    return { version: await mirror.at(published, data.patches.length), document: undefined }
  }
}
