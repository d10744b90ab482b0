import type { FieldProblem, Workflow } from '@aob/schemas'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { useEditor, useEditorState, useProblems } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'

/** Where a problem lies, in the words of the canvas. */
function placeOf(problem: FieldProblem, document: Workflow): string {
  const node = document.nodes.find((candidate) => candidate.id === problem.nodeId)
  if (node) return nodeTitle(node)
  const edge = document.edges.find((candidate) => candidate.id === problem.edgeId)
  return edge ? `${edge.from} → ${edge.to}` : 'Workflow'
}

/** Everything validation says, each a way to the place. */
export function ProblemsPanel() {
  const { store, reveal } = useEditor()
  const problems = useProblems()
  const document = useEditorState(selectDocument)
  return (
    <ul aria-label="Problems" className="max-h-52 overflow-y-auto py-1">
      {problems.map((problem) => (
        <li key={`${problem.pointer}:${problem.code}:${problem.message}`}>
          <button
            type="button"
            onClick={() => {
              if (problem.nodeId) reveal(problem.nodeId)
              else if (problem.edgeId) store.select({ nodes: [], edges: [problem.edgeId] })
              else store.select({ nodes: [], edges: [] })
            }}
            className="flex w-full items-center gap-2.5 px-4 py-1.5 text-left hover:bg-surface-2"
          >
            {problem.severity === 'error' ? (
              <CircleAlert aria-label="Error" size={14} className="shrink-0 text-danger" />
            ) : (
              <TriangleAlert aria-label="Warning" size={14} className="shrink-0 text-status-waiting" />
            )}
            <span className="w-36 shrink-0 truncate font-medium text-sm">{placeOf(problem, document)}</span>
            <span className="min-w-0 flex-1 truncate text-sm">{problem.message}</span>
            <span className="truncate font-mono text-ink-3 text-xs max-lg:hidden">{problem.pointer}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
