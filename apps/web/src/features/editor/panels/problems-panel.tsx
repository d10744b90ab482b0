import { CircleAlert, TriangleAlert, Wrench } from 'lucide-react'
import { announce } from '../../../ui/announcer.ts'
import { Button } from '../../../ui/button.tsx'
import { useEditor, useEditorState, useProblems } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { goToProblem } from '../model/go-to-problem.ts'
import { fixFor, type ProblemFix } from './problem-fixes.ts'
import { problemPlace, problemSentence } from './problem-words.ts'

/** Everything validation says, each a way to the place. */
export function ProblemsPanel() {
  const editor = useEditor()
  const problems = useProblems()
  const document = useEditorState(selectDocument)
  return (
    <ul aria-label="Problems" className="max-h-52 overflow-y-auto py-1">
      {problems.map((problem) => (
        <li key={`${problem.pointer}:${problem.code}:${problem.message}`} className="flex items-center hover:bg-surface-2">
          <button type="button" onClick={() => goToProblem(problem, editor)} className="flex min-w-0 flex-1 items-center gap-2.5 px-4 py-1.5 text-left">
            {problem.severity === 'error' ? (
              <CircleAlert aria-label="Error" size={14} className="shrink-0 text-danger" />
            ) : (
              <TriangleAlert aria-label="Warning" size={14} className="shrink-0 text-status-waiting" />
            )}
            <span className="w-36 shrink-0 truncate font-medium text-sm">{problemPlace(problem, document)}</span>
            <span className="min-w-0 flex-1 truncate text-sm">{problemSentence(problem, document)}</span>
          </button>
          <FixButton fix={fixFor(problem, document)} place={problemPlace(problem, document)} />
        </li>
      ))}
    </ul>
  )
}

/** One step that makes the problem go away; Ctrl+Z brings it back. */
function FixButton({ fix, place }: { fix: ProblemFix | undefined; place: string }) {
  const { store } = useEditor()
  if (!fix) return null
  return (
    <Button
      size="sm"
      className="mr-3 shrink-0"
      icon={<Wrench aria-hidden size={13} />}
      onClick={() => {
        store.edit(`fix ${place}`, fix.apply)
        announce(`Done: ${fix.label}`)
      }}
    >
      {fix.label}
    </Button>
  )
}
