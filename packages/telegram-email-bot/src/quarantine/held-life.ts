/** How long a mail is held: as long as the bucket keeps it. What is known of it goes with it. */
export const heldLifeSeconds = 14 * 86_400;
