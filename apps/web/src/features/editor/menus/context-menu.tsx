import { useCallback, useState } from 'react'
import { freeCanvas } from '../../../ui/canvas/free-canvas.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import type { MenuEntry } from '../../../ui/menu.tsx'
import { MenuAt } from '../../../ui/menu-at.tsx'
import { backToCanvas } from '../canvas/back-to-canvas.ts'
import { nodeById } from '../model/document-edit.ts'
import { collapsedView } from '../model/groups.ts'
import { type MenuTarget, paintedCardAt, selectedAt, targetOf } from './menu-target.ts'
import { type MenuTools, useMenuTools } from './menu-tools.ts'
import { canvasEntries, chosenEntries, groupEntries, noteEntries } from './target-entries.tsx'
import { type MenuCall, useMenuCalls } from './use-menu-calls.ts'

export interface ContextMenuProps {
  connect: () => void
  /** An earlier version is on the canvas: nothing may change under it. */
  looking: boolean
}

interface Opened {
  entries: readonly MenuEntry[]
  label: string
  screen: XY
  byKeys: boolean
  /** What had the focus. */
  from: Element | null
}

/** The menu of what is pointed at, or has the focus: of cards, connections, notes, groups, lines of the outline, and of the canvas. */
export function ContextMenu({ connect, looking }: ContextMenuProps) {
  const tools = useMenuTools()
  const [opened, setOpened] = useState<Opened>()
  const called = useCallback(
    (call: MenuCall) => {
      const { pasting, tidying } = tools.editor.view.getState()
      if (looking || tidying) return false
      // What is in the hand is put down by the left button; there is nothing to choose.
      if (pasting) return true
      const asked = askedAt(tools, call)
      if (asked) setOpened({ ...asked, ...menuOf(tools, asked, connect), byKeys: call.byKeys, from: document.activeElement })
      return asked !== undefined
    },
    [tools, looking, connect],
  )
  useMenuCalls(called)
  if (!opened) return null
  const { from, ...menu } = opened
  return (
    <MenuAt
      key={`${menu.screen.x} ${menu.screen.y}`}
      {...menu}
      onClose={() => {
        setOpened(undefined)
        // Whoever else has taken the focus keeps it.
        if (document.activeElement !== document.body && !document.activeElement?.closest('[role=menu]')) return
        if (from instanceof Element && from !== document.body && from.isConnected && isFocusable(from)) from.focus({ preventScroll: true })
        else void backToCanvas()
      }}
    />
  )
}

const isFocusable = (element: Element): element is Element & HTMLOrSVGElement => element instanceof HTMLElement || element instanceof SVGElement

interface Asked {
  target: MenuTarget
  screen: XY
}

/** What the menu is about, and where it opens. */
function askedAt({ editor: { store }, camera }: MenuTools, { element, screen, byKeys, before }: MenuCall): Asked | undefined {
  const found = targetOf(element, before)
  const { document: drawn, selection } = store.getState()
  if (!byKeys) {
    if (found?.kind !== 'canvas') return found && { target: found, screen }
    return { target: paintedCardAt(collapsedView(drawn), camera, screen) ?? found, screen }
  }
  const onCanvas = found?.kind === 'canvas' || (found === undefined && element === document.body)
  if (!onCanvas) return found && { target: found, screen: besideOf(element) }
  const chosen = selection.nodes.length + selection.edges.length > 0
  return { target: { kind: chosen ? 'selection' : 'canvas' }, screen: chosenPlace() ?? middleOfCanvas() }
}

/** A little inside the lower left corner, where a menu covers least of what it is about. */
function besideOf(element: Element): XY {
  const { left, bottom, width, height } = element.getBoundingClientRect()
  return { x: left + Math.min(24, width / 2), y: bottom - Math.min(12, height / 2) }
}

function chosenPlace(): XY | undefined {
  const shown = document.querySelector('.react-flow__node.selected, .react-flow__edge.selected')
  return shown ? besideOf(shown) : undefined
}

function middleOfCanvas(): XY {
  const free = freeCanvas()
  return free ? { x: free.x + free.width / 2, y: free.y + free.height / 2 } : { x: 0, y: 0 }
}

/** Selects what the menu is about, and says what can be done with it. */
function menuOf(tools: MenuTools, { target, screen }: Asked, connect: () => void): { entries: MenuEntry[]; label: string } {
  const { store } = tools.editor
  const { document: drawn, selection } = store.getState()
  const place = { at: tools.camera.screenToFlowPosition(screen, { snapToGrid: false }), screen }
  if (target.kind === 'canvas') return { entries: canvasEntries(tools, place), label: 'Canvas' }
  if (target.kind === 'note') return { entries: noteEntries(tools, target.id), label: 'Note' }
  const view = collapsedView(drawn)
  const group = target.kind === 'group' ? drawn.groups?.find(({ id }) => id === target.id) : target.kind === 'card' ? view.cards.get(target.id) : undefined
  const next = selectedAt(target, view, selection, group?.nodes ?? [])
  if (next !== selection) store.select(next)
  const isWhole = group !== undefined && next.nodes.length === group.nodes.length
  if (group && isWhole) return { entries: groupEntries(tools, group), label: group.name || 'Group' }
  const only = next.nodes.length === 1 && next.nodes[0] !== undefined ? nodeById(drawn, next.nodes[0]) : undefined
  const label = only ? nodeTitle(only) : next.nodes.length > 0 ? `${next.nodes.length} nodes` : 'Connection'
  return { entries: chosenEntries(tools, place, connect), label }
}
