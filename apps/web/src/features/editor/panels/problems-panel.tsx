import type { FieldProblem } from '@aob/schemas'
import { CircleAlert, CircleDashed, TriangleAlert, Wrench } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { Button } from '../../../ui/button.tsx'
import { useWidth } from '../../../ui/use-width.ts'
import { WindowedList } from '../../../ui/windowed-list.tsx'
import { useEditor, useEditorState, useJudgement } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { goToProblem } from '../model/go-to-problem.ts'
import { fixesFor, type ProblemFix } from './problem-fixes.ts'
import { problemPlace, problemSentence, toDoSentence } from './problem-words.ts'

/** Pixels a problem takes, beside its place and, where there is no room for that, below it. */
const LINE_HEIGHT = { wide: 32, narrow: 60 }
/** Below this many pixels a sentence would be three words long. */
const NARROW = 440

const keyOf = (problem: FieldProblem) => `${problem.pointer}:${problem.code}:${problem.message}`

/** Everything validation says, each a way to the place; what only waits to be filled in comes last. */
export function ProblemsPanel() {
  const { problems, todo } = useJudgement()
  const all = useMemo(() => [...problems, ...todo], [problems, todo])
  const box = useRef<HTMLDivElement>(null)
  const shape = useWidth(box) < NARROW ? 'narrow' : 'wide'
  return (
    <div ref={box} className="@container">
      <WindowedList key={shape} items={all} keyOf={keyOf} lineHeight={LINE_HEIGHT[shape]} label="Problems" className="max-h-52 py-1">
        {(problem, index) => <ProblemRow problem={problem} waits={index >= problems.length} />}
      </WindowedList>
    </div>
  )
}

function ProblemRow({ problem, waits }: { problem: FieldProblem; waits: boolean }) {
  const editor = useEditor()
  const document = useEditorState(selectDocument)
  const place = problemPlace(problem, document)
  const sentence = waits ? toDoSentence(problem, document) : problemSentence(problem, document)
  return (
    <div className="flex h-full items-center hover:bg-surface-2">
      <button type="button" onClick={() => goToProblem(problem, editor)} className="flex min-w-0 flex-1 items-center gap-2.5 px-4 py-1.5 text-left">
        {waits ? (
          <CircleDashed aria-label="To fill in" size={14} className="shrink-0 text-ink-3" />
        ) : problem.severity === 'error' ? (
          <CircleAlert aria-label="Error" size={14} className="shrink-0 text-danger" />
        ) : (
          <TriangleAlert aria-label="Warning" size={14} className="shrink-0 text-status-waiting" />
        )}
        <span className="flex min-w-0 flex-1 gap-2.5 @max-[440px]:flex-col @max-[440px]:gap-0">
          <span className="w-1/4 max-w-36 shrink-0 truncate font-medium text-sm @max-[440px]:w-auto @max-[440px]:max-w-none" title={place}>
            {place}
          </span>
          <span className="min-w-0 flex-1 truncate text-sm @max-[440px]:line-clamp-2 @max-[440px]:whitespace-normal @max-[440px]:leading-4" title={sentence}>
            {sentence}
          </span>
        </span>
      </button>
      {fixesFor(problem, document).map((fix) => (
        <FixButton key={fix.label} fix={fix} place={place} />
      ))}
    </div>
  )
}

/** One step that makes the problem go away; Ctrl+Z brings it back. */
function FixButton({ fix, place }: { fix: ProblemFix; place: string }) {
  const { store } = useEditor()
  return (
    <Button
      size="sm"
      className="mr-3 shrink-0"
      title={fix.label}
      icon={<Wrench aria-hidden size={13} />}
      onClick={() => {
        // Undo names what was done; by then the problem that led to it is gone.
        store.edit(`${fix.label.charAt(0).toLowerCase()}${fix.label.slice(1)} at ${place}`, fix.apply)
        announce(`Done: ${fix.label}`)
      }}
    >
      <span className="@max-[440px]:sr-only">{fix.label}</span>
    </Button>
  )
}
