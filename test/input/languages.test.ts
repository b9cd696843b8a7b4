import { describe, expect, test } from "bun:test";
import { foreignLanguage } from "../../src/input/languages.ts";

const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  フランス語: [
    "Je vais corriger le bug maintenant.",
    "Les tests passent tous.",
    "Le fichier n'existe pas.",
    "Voulez-vous que je supprime la branche ?",
    "J'ai mis à jour la configuration et redémarré le serveur.",
    "Bonjour, comment puis-je vous aider ?",
    "C'est terminé.",
    "La fonction retourne null quand la liste est vide.",
    "Il y a une erreur dans le fichier main.cpp.",
    "Merci beaucoup !",
    "Je lance les tests avec npm test.",
    "Voici le résultat de la commande.",
    "Ce changement casse la compatibilité.",
    "D'accord, je m'en occupe.",
    "Nous devons d'abord installer les dépendances.",
  ],
  ドイツ語: [
    "Ich werde den Fehler jetzt beheben.",
    "Alle Tests sind bestanden.",
    "Die Datei existiert nicht.",
    "Soll ich den Branch löschen?",
    "Ich habe die Konfiguration aktualisiert und den Server neu gestartet.",
    "Hallo, wie kann ich Ihnen helfen?",
    "Die Funktion gibt null zurück, wenn die Liste leer ist.",
    "Es gibt einen Fehler in der Datei main.cpp.",
    "Das ist fertig.",
    "Der Test schlägt fehl, weil die Datei fehlt.",
    "Was soll ich als Nächstes tun?",
    "Ich schaue mir das kurz an.",
    "Jetzt läuft der Build wieder.",
    "Dafür brauchen wir eine neue Abhängigkeit.",
    "Die Tests laufen mit npm test.",
  ],
  スペイン語: [
    "Voy a corregir el error ahora.",
    "Todas las pruebas pasan.",
    "El archivo no existe.",
    "¿Quieres que elimine la rama?",
    "He actualizado la configuración y reiniciado el servidor.",
    "Hola, ¿en qué puedo ayudarte?",
    "La función devuelve null cuando la lista está vacía.",
    "Hay un error en el archivo main.cpp.",
    "Ya está listo.",
    "Este cambio rompe la compatibilidad.",
    "Ejecuta los tests con npm test.",
    "Primero necesitamos instalar las dependencias.",
    "Ahora funciona correctamente.",
  ],
  ポルトガル語: [
    "Vou corrigir o erro agora.",
    "Todos os testes passaram.",
    "O arquivo não existe.",
    "Você quer que eu exclua a branch?",
    "Atualizei a configuração e reiniciei o servidor.",
    "A função retorna null quando a lista está vazia.",
    "Há um erro no arquivo main.cpp.",
    "Olá, como posso ajudar?",
    "Primeiro precisamos instalar as dependências.",
    "Essa mudança quebra a compatibilidade.",
  ],
  イタリア語: [
    "Correggo subito l'errore.",
    "Tutti i test sono passati.",
    "Il file non esiste.",
    "Vuoi che elimini il branch?",
    "Ho aggiornato la configurazione e riavviato il server.",
    "La funzione restituisce null quando la lista è vuota.",
    "C'è un errore nel file main.cpp.",
    "Ciao, come posso aiutarti?",
    "Prima dobbiamo installare le dipendenze.",
    "Ora funziona correttamente.",
  ],
  オランダ語: [
    "Ik ga de fout nu oplossen.",
    "Alle tests zijn geslaagd.",
    "Het bestand bestaat niet.",
    "Wil je dat ik de branch verwijder?",
    "Ik heb de configuratie bijgewerkt en de server opnieuw gestart.",
    "De functie geeft null terug als de lijst leeg is.",
    "Er is een fout in het bestand main.cpp.",
    "Hallo, hoe kan ik je helpen?",
    "Eerst moeten we de afhankelijkheden installeren.",
    "Dit is klaar.",
  ],
  ベトナム語: ["Tôi sẽ sửa lỗi này ngay bây giờ.", "Tất cả các bài kiểm tra đều thành công."],
  トルコ語: ["Hatayı şimdi düzelteceğim.", "Tüm testler başarıyla geçti.", "Dosya bulunamadı."],
  ポーランド語: ["Naprawię teraz ten błąd.", "Wszystkie testy przeszły pomyślnie."],
  韓国語: ["모든 테스트가 통과했습니다.", "main.cpp 파일에 오류가 있습니다."],
  ロシア語: ["Я сейчас исправлю ошибку.", "Все тесты прошли успешно.", "Файл main.cpp не найден."],
  ウクライナ語: ["Я зараз виправлю помилку в цьому файлі."],
  ギリシャ語: ["Όλα τα τεστ πέρασαν."],
  アラビア語: ["سأصلح الخطأ الآن."],
  ヘブライ語: ["אני מתקן את השגיאה עכשיו."],
  ヒンディー語: ["मैं अब त्रुटि ठीक करूँगा।"],
  タイ語: ["ฉันจะแก้ไขข้อผิดพลาดตอนนี้"],
  中国語: [
    "我现在来修复这个错误。",
    "所有测试都通过了。",
    "文件 main.cpp 不存在。",
    "好的，我来看看。",
    "我已經更新了設定並重新啟動伺服器。",
    "这个函数在列表为空时返回 null。",
    "测试完成。",
    "請問你要刪除這個分支嗎？",
  ],
};

describe.each(Object.entries(SENTENCES))("%s", (name, sentences) => {
  test.each(sentences)("%s", (sentence) => {
    expect(foreignLanguage(sentence)).toBe(name);
  });
});

/** One a line: what agents write in English or Japanese, with words that other languages have, too. */
const NEITHER = `
Add the parser
Add dead code in lexer.ts
Add a la carte menu
Add de facto default
Add node-sass to 9.0
Add i18n for es and pt locales
Add per-user quota
Add OS detection
Add DOS line endings
Add em dash handling
Add non-null assertions
Add con and nul on Windows
Add die() calls
Add an S3 bucket
Add O(n) lookup
Add A/B test
Add le/be byte order
Add La Paz timezone
Add Los Angeles region
Add San Jose data center
Add das U-Boot loader
Add El Capitan support
Add Van der Waals test
Add pour-over docs
Add vim modeline
Add du and df output
Add en-US locale
Add no-op sort
Add io.in and io.out
Add x as y
Add on/off switch
No error on stdin.
No test, no file.
On error: no-op.
Error: no such file or directory
error: no matching function for call to 'foo'
ls -la /usr/lib; du -sh .; df -h
ls la les des
docker run --rm -it ubuntu
git log --oneline -n 5
sudo apt install libc6-dev
npm ERR! code ELIFECYCLE
WARN deprecated har-validator@5.1.5
2024-01-01 12:00:00 INFO server.main: started on port 8080
[ERROR] no route to host
TypeError: x is not a function
E: Unable to locate package foo
SELECT * FROM users WHERE id = 5
El Niño, La Niña.
São Paulo and Zürich.
José Muñoz and François Müller fixed it.
Café, naïve, résumé.
Voilà!
Déjà vu.
Mea culpa.
Et voilà, done.
Per se.
De facto.
Ad hoc, de novo, in vitro.
Vis-à-vis.
Über fast.
Build A, B, and C.
O(n log n).
I/O error.
i, e, o, a
Set a e i o u.
a = b; i = 0; e = 1
for i in a: do b
do i = 1, n
on: push
if a do b else c end
Die, monster.
Man page for ls.
Was man pages missing?
In an hour so.
Also man, an, in.
Hallo world.
Test den Haag.
Test file missing.
File test failed.
Test error.
Server uit.
Op code 5 in de.
Uit op de te.
Un-install le plugin.
Me, al, con.
La La Land.
La Jolla, CA.
Las Vegas, Los Gatos, La Mesa.
Del Rey.
Rio de Janeiro.
Ho Chi Minh.
Da Vinci code.
Leonardo da Vinci, Il Principe.
Et al., ibid., op. cit.
Van Gogh.
de-dup, un-do, en-route
α + β = γ
Δt = 5 µs
λ calculus
Σ x_i
→ done ✓
Привет in Russian means hello.
"你好" means hello.
He typed 안녕 there.
The word 猫 means cat.
Si units: kg, m, s.
Con: slow. Pro: fast.
Pros, cons.
No OS X. No DOS.
Do no harm.
Do as I do.
As e.g. a de-facto.
Plus an e-mail.
Main, plus sur, sans.
Comic Sans, Open Sans.
Non-trivial, non-empty.
Non si.
Se la.
Per con.
Gone in 60 sec.
Alle.
Es modules.
ES lint.
Me too.
Ma.
Sailors patrol a rigging-clad naval headquarters in La Paz.
Corrected a bug in gnutls-srpcrypt where a non allocated variable
TODO -- quotemeta & check no '/' or '(' or ')'
so in case i am killed parent
dir (probably an installed location).  First, we'll try
let languages = ['en', 'es', 'fr', 'it', 'nl', 'de']
const error = e as AggregateError;
Accessing a file in a Requester Pays bucket
<Buffer de ca fa fe ca ce fa de>
Add missing overflow check in der magic
テストはすべて通りました。
実装完了、動作確認済。
完了
東京都
OK
`;

test.each(NEITHER.trim().split("\n"))("no false alarm: %s", (text) => {
  expect(foreignLanguage(text)).toBeNull();
});
