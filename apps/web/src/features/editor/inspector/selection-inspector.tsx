import { Copy, FlaskConical, Trash2 } from 'lucide-react'
import { announce } from '../../../ui/announcer.ts'
import { Button } from '../../../ui/button.tsx'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { IconButton } from '../../../ui/icon-button.tsx'
import { ARRANGEMENTS } from '../actions/arrangements.tsx'
import { deleteChosen, duplicateChosen } from '../actions/selection-commands.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { arrangeSelection, leastFor } from '../model/arrange.ts'
import { selectDocument } from '../model/editor-store.ts'
import { TypeIcon } from '../panels/type-icon.tsx'
import { useTestRun } from '../test-run/use-test-run.ts'

/** Names beyond help nobody. */
const MOST_LISTED = 100

const counted = (count: number, noun: string) => (count === 0 ? '' : `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`)

/** Several things at once: what they are, and what can be done with all of them. */
export function SelectionInspector({ nodeIds, edgeIds }: { nodeIds: readonly string[]; edgeIds: readonly string[] }) {
  const editor = useEditor()
  const { store, reveal } = editor
  const document = useEditorState(selectDocument)
  const test = useTestRun()
  const chosen = new Set(nodeIds)
  const listed = document.nodes.filter((node) => chosen.has(node.id)).slice(0, MOST_LISTED)
  const parts = [counted(nodeIds.length, 'node'), counted(edgeIds.length, 'connection')].filter(Boolean)
  return (
    <div className="flex h-full flex-col overflow-y-auto p-4">
      <h2 className="font-semibold text-base">{parts.join(' and ')} selected</h2>
      <div className="my-3 flex flex-wrap gap-2">
        <Button
          size="sm"
          className="px-2!"
          icon={<FlaskConical aria-hidden size={14} />}
          disabled={nodeIds.length === 0}
          onClick={() => test.selection(nodeIds)}
        >
          Run selection
        </Button>
        <Button size="sm" className="px-2!" icon={<Copy aria-hidden size={14} />} disabled={nodeIds.length === 0} onClick={() => duplicateChosen(editor)}>
          Duplicate
        </Button>
        <Button size="sm" className="px-2!" tone="danger-quiet" icon={<Trash2 aria-hidden size={14} />} onClick={() => deleteChosen(store)}>
          Delete
        </Button>
      </div>
      {nodeIds.length > 1 ? (
        <div role="group" aria-label="Arrange" className="-mx-1 mb-3 flex flex-wrap border-line border-y py-1.5">
          {ARRANGEMENTS.map(({ how, label, shortcut, Icon }) => (
            <IconButton
              key={how}
              label={label}
              shortcut={shortcut}
              size="sm"
              disabled={nodeIds.length < leastFor(how)}
              onClick={() => announce(arrangeSelection(store, how))}
            >
              <Icon aria-hidden size={15} />
            </IconButton>
          ))}
        </div>
      ) : null}
      <ul className="-mx-2">
        {listed.map((node) => (
          <li key={node.id}>
            <button type="button" onClick={() => reveal(node.id)} className="flex w-full items-center gap-2 rounded-lg px-2 py-1 text-left hover:bg-surface-3">
              <TypeIcon type={node.type} small />
              <span className="truncate">{nodeTitle(node)}</span>
            </button>
          </li>
        ))}
      </ul>
      {nodeIds.length > listed.length ? <p className="py-1 text-ink-3">and {nodeIds.length - listed.length} more</p> : null}
    </div>
  )
}
