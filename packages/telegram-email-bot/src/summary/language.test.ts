import { languageOf } from './language.ts';

describe('the language of a text', () => {
  it.each([
    ['en', 'Your order has been shipped and will be delivered tomorrow.'],
    ['en', 'Meeting at 5?'],
    ['de', 'Ihre Bestellung wurde versandt und wird morgen zugestellt.'],
    ['de', 'Bitte bestätigen Sie den Termin bis Freitag.'],
    ['fr', 'Votre commande est en cours de livraison et sera chez vous demain.'],
    ['es', 'Su pedido ha sido enviado y llegará mañana por la tarde.'],
    ['it', 'Il tuo ordine è stato spedito e arriverà domani con il corriere.'],
    ['pt', 'O seu pedido foi enviado e não chega hoje, mas amanhã.'],
    ['nl', 'Uw bestelling is verzonden en wordt morgen bij u bezorgd.'],
    ['sv', 'Din beställning har skickats och kommer att levereras till dig i morgon.'],
    ['da', 'Din ordre er sendt af os i dag, og du får den i morgen efter klokken ti.'],
    ['nb', 'Bestillingen din ble sendt av oss i dag, og du får den etter klokken ti i morgen, hva nå?'],
    ['fi', 'Tilauksesi on lähetetty ja se on perillä huomenna, jos kaikki sujuu niin kuin pitää.'],
    ['pl', 'Twoje zamówienie zostało wysłane i nie dotrze dziś, ale jutro do Państwa.'],
    ['cs', 'Vaše objednávka byla odeslána a můžete ji čekat zítra, protože je už na cestě.'],
    ['hu', 'A megrendelést feladtuk, és az már holnap megérkezik, ha minden jól megy.'],
    ['tr', 'Siparişiniz gönderildi ve yarın için bir teslimat planlandı, ama daha erken de olabilir.'],
    ['ru', 'Ваш заказ отправлен и будет доставлен завтра.'],
    ['uk', 'Ваше замовлення відправлено і буде доставлено завтра, її чекають.'],
    ['el', 'Η παραγγελία σας έχει αποσταλεί.'],
    ['ja', 'ご注文の商品は明日お届けします。'],
    ['zh', '您的订单已发货，预计明天送达。'],
    ['ko', '주문하신 상품이 발송되었습니다.'],
    ['ar', 'تم شحن طلبك وسيصل غدا.'],
    ['he', 'ההזמנה שלך נשלחה ותגיע מחר.'],
    ['th', 'คำสั่งซื้อของคุณถูกจัดส่งแล้ว'],
    ['hi', 'आपका ऑर्डर भेज दिया गया है।'],
    ['en', ''],
    ['en', '1234 5678'],
  ])('is %s: %s', (language, text) => {
    expect(languageOf(text)).toBe(language);
  });
});
