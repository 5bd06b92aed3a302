/** How mail programs and people in several languages begin what is not part of a mail's message. */

/** The line before a quote: `On Monday, Ann wrote:`. It may be broken over a few lines. */
export const attribution =
  /^(?:on|am|le|el|il|op|den|em|dne|w dniu|le|vào|il giorno|em|på)\b.{0,200}(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu|napsal(?:\(a\)|a)?|napisał(?:\(a\)|a)?|pisze|đã viết)\b.{0,120}:\s*$/iu;

/** The line above the headers of a mail that is answered below its answer. */
export const originalMessage =
  /^[-_*\s]*(?:original message|ursprüngliche nachricht|message d['’]origine|mensaje original|messaggio originale|oorspronkelijk bericht|původní zpráva|wiadomość oryginalna|mensagem original)[-_*\s]*$/iu;

/** The line above a forwarded mail. */
export const forwardedMessage =
  /^[-_*>\s]*(?:(?:begin )?forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message transféré|début du message réexpédié|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|přeposlaná zpráva|mensagem encaminhada)[-_*:\s]*$/iu;

/** The subject of a forwarded mail. */
export const forwardingSubject = /^\s*(?:(?:re|aw|sv|antw)\s*:\s*)*(?:fwd?|wg|tr|rv|i|doorst|enc|vs)\s*:/iu;

/** A header of a mail that is repeated in its answer. */
export const repeatedHeader =
  /^\**(?:from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|betreff|de|envoyé|à|objet|enviado|para|asunto|da|inviato|oggetto|van|verzonden|aan|onderwerp|od|odesláno|komu|předmět)\s*:\**\s/iu;

/** The first of those headers. */
export const repeatedFrom = /^\**(?:from|von|de|da|van|od|fra|från|lähettäjä)\s*:\**\s+\S/iu;

/** What people write before their names at the end. */
export const signOff =
  /^(?:(?:(?:with )?(?:best|kind|warm|many|kindest|warmest)[ ,]+(?:regards|wishes|thanks))|best|regards|cheers|thanks(?: (?:again|a lot|so much))?|thank you|many thanks|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|all the best|take care|love|mit (?:freundlichen|besten|herzlichen|lieben) grüßen|mit freundlichem gruß|(?:viele|liebe|beste|herzliche|schöne|freundliche) grüße|(?:lieber|bester|herzlicher|schöner) gruß|mfg|lg|vg|gruß|danke(?: dir| ihnen)?|cordialement|bien (?:à vous|cordialement)|sincères salutations|saludos(?: cordiales)?|un saludo|atentamente|cordiali saluti|distinti saluti|grazie|met vriendelijke groet(?:en)?|groet(?:en|jes)?|s pozdravem|hezký den|pozdrawiam|z poważaniem|atenciosamente|abraços|med vänlig hälsning|hälsningar|med venlig hilsen|mvh|terveisin)[\s,.!]*$/iu;

/** What a phone adds. */
export const sentFrom =
  /^(?:sent (?:from|with|via) (?:my |the )?\S+|get outlook for|von meinem \S+ gesendet|gesendet (?:mit|von) |diese nachricht wurde von meinem|envoyé (?:de|depuis) mon|enviado desde mi|inviato da(?:l mio)? |verzonden vanaf mijn|odesláno z )/iu;

/** What begins a mail and says nothing. */
export const greeting =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|greetings|hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|servus|moin|bonjour|salut|cher|chère|madame|hola|buenos días|buenas tardes|estimad[oa]|ciao|buongiorno|gentile|beste|geachte|dobrý den|ahoj|cześć|dzień dobry|olá|hej)\b[^?!:]{0,60}[,!:.]?$/iu;

/** What senders of many mails must add, and what lawyers do. */
export const footer =
  /unsubscribe|opt[- ]out|(?:view|read|open) (?:this )?(?:e-?mail |message |it )?(?:online|in (?:your |a |the )?(?:web )?browser)|trouble (?:viewing|reading)|manage (?:your )?(?:e-?mail )?(?:preferences|settings|subscription)|update your preferences|(?:you(?:'|’)re|you are) receiving this|this (?:e-?mail|message) was sent (?:to|by|from)|all rights reserved|privacy policy|terms (?:of (?:service|use)|and conditions|& conditions)|©|\(c\) ?\d{4}|do not reply to this|please do not reply|intended (?:solely |only )?for (?:the )?(?:use of )?the|intended recipient|confidential(?:ity)? (?:notice|and)|is confidential|consider the environment|add us to your (?:address book|contacts)|abbestellen|abmelden|newsletter (?:abbestellen|abmelden)|im browser (?:ansehen|anzeigen|öffnen|lesen)|online(?:-| )?(?:version|ansicht)|alle rechte vorbehalten|datenschutz(?:erklärung|hinweise)?|impressum|handelsregister|amtsgericht|geschäftsführe?r|ust-?id|diese (?:e-?mail|nachricht) (?:wurde|enthält|ist)|bitte antworten sie nicht|vertrauliche informationen|se désabonner|désinscri|version en ligne|politique de confidentialité|tous droits réservés|darse de baja|cancelar (?:la )?suscripción|política de privacidad|annulla l(?:'|’)iscrizione|cancellati|uitschrijven|afmelden|odhlásit/iu;
