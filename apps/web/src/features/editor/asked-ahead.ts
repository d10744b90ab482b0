import type { DraftView, Workflow, WorkflowDocument } from '@aob/schemas'
import { afterFirstView } from '../../lib/first-view.ts'
import type { ApiClient } from '../../lib/trpc.ts'
import { type Asked, isReadAtOnce, readAtOnce } from './opening-documents.ts'

export const TAG = 'main'

/** What a draft begins with, as the server has it. */
export async function askForDraft(client: ApiClient, name: string): Promise<Asked> {
  // tRPC types members of type unknown as optional; on the wire they are there.
  const documentAt = async (at: object) => (await client.workflows.document.query({ name, tag: TAG, ...at })) as WorkflowDocument
  const [head, view] = await Promise.all([documentAt({}), client.drafts.read.query({ name, tag: TAG }) as Promise<DraftView>])
  return { data: view.base === head.head ? head : await documentAt({ artifactId: view.base }), view }
}

interface Ahead {
  name: string
  answer: Promise<Asked>
  /** Once it is there, and needs no worker to be read. */
  opened?: { asked: Asked; document: Workflow }
}

let ahead: Ahead | undefined

/** Asks for the draft the address names before the page is drawn. Resolves when there is an answer, whatever it is. */
export async function askAhead(client: ApiClient, name: string): Promise<void> {
  const mine: Ahead = { name, answer: askForDraft(client, name) }
  ahead = mine
  // For the page that begins, and for no later one.
  void afterFirstView().then(() => {
    if (ahead === mine) ahead = undefined
  })
  try {
    const asked = await mine.answer
    if (isReadAtOnce(asked)) mine.opened = { asked, document: readAtOnce(asked) }
  } catch {
    // Who opens the draft meets it again and says it.
  }
}

/** What has been asked ahead and can be shown in the page's first picture. */
export function openedAhead(name: string): Ahead['opened'] {
  return ahead?.name === name ? ahead.opened : undefined
}

/** The question asked ahead, for whoever would ask it now; taken once, so that who tries again asks again. */
export function takeAhead(name: string): Promise<Asked> | undefined {
  if (ahead?.name !== name) return undefined
  const { answer } = ahead
  ahead = undefined
  return answer
}
