/** How long a message can be edited and deleted by its author, milliseconds. */
export const changeableMs = 15 * 60_000;

/** A change is stored so much after its time was compared at most, milliseconds: clocks differ, and tries take time. */
export const lateMs = 5 * 60_000;
