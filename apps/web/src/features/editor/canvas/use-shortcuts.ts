import { useEffect, useRef } from 'react'
import { tinykeys } from 'tinykeys'
import { useCamera } from '../../../ui/canvas/use-camera.ts'
import { useEditor, useJudgement } from '../editor-context.ts'
import { canvasKeys, everywhereKeys, type KeyBindings, type KeyDeps, type ShortcutActions } from './editor-keys.ts'
import { useLostWriter } from './lost-writer.ts'

/** Keys a tree walks by; all others mean the node that is selected in it. */
const TREE_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Enter', ' '])

/** Parts beside the canvas: who presses a letter at one of their buttons means no step. */
const BESIDE = '[data-region]:not([data-region=canvas], [data-region=main])'

/** True where keys belong to somebody else: text, menus, dialogs, the walking keys in trees; letters alone wherever the canvas is not. */
function elsewhere({ target, key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role=tree]')) return TREE_KEYS.has(key)
  if (/^\p{Letter}$/u.test(key) && !(ctrlKey || metaKey || altKey) && target.closest(BESIDE)) return true
  return target.isContentEditable || target.closest('input, textarea, select, [role=dialog], [role=menu], [role=listbox], [cmdk-root]') !== null
}

/** True where Escape has been answered, or belongs to what lies over the page or is open in it. */
function ownsEscape(event: KeyboardEvent): boolean {
  const { target, defaultPrevented } = event
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role=dialog], [role=menu], [role=listbox], [cmdk-root]')) return true
  // Text that has an own use for it says so; on the canvas it is answered by whoever draws it, too.
  return defaultPrevented && elsewhere(event)
}

/** The editor's keys. Those that save, undo and the like work everywhere; those that move and delete only on the canvas. */
export function useShortcuts(actions: ShortcutActions): void {
  const editor = useEditor()
  const camera = useCamera()
  const judgement = useJudgement()
  const { problems, todo } = judgement.whole ?? judgement
  const latest = useRef<KeyDeps['latest']>({ actions, problems, todo })
  latest.current.actions = actions
  latest.current.problems = problems
  latest.current.todo = todo
  const isLost = useLostWriter(editor.store)
  useEffect(() => {
    const deps = { editor, camera, latest: latest.current }
    return tinykeys(window, {
      ...guarded(canvasKeys(deps), (event) => latest.current.actions.looking || elsewhere(event) || isLost(event)),
      ...guarded(everywhereKeys(deps), (event) => event.key === 'Escape' && (latest.current.actions.looking || ownsEscape(event))),
    })
  }, [editor, camera, isLost])
}

function guarded(bindings: KeyBindings, skip: (event: KeyboardEvent) => boolean) {
  return Object.fromEntries(
    Object.entries(bindings).map(([keys, run]) => [
      keys,
      (event: KeyboardEvent) => {
        if (skip(event) || (event.defaultPrevented && keys !== 'Escape')) return
        // Buttons keep their own meaning of it.
        if (keys === 'Enter') return run(event)
        event.preventDefault()
        run(event)
      },
    ]),
  )
}
