/** Of a note that says nothing about its size. */
export const NOTE_SIZE = { width: 240, height: 136 }
