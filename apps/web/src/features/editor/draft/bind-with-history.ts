import { personHere } from '../../../lib/person.ts'
import { bindEditor } from './bind-editor.ts'
import { keepSteps } from './kept-steps.ts'

/** Ties an editor to a draft, with what this tab could undo before its page was loaded anew: each person takes back their own. */
export const bindWithHistory: typeof bindEditor = (store, session, opened) => {
  const untie = bindEditor(store, session, opened)
  let gone = false
  let stop: (() => void) | undefined
  void personHere(false).then((person) => {
    if (!gone && person) stop = keepSteps(store, `aob.undo\n${person.id}\n${location.pathname}`)
  })
  return () => {
    gone = true
    stop?.()
    untie()
  }
}
