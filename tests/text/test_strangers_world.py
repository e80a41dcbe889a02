"""Daily text of seven languages as people send it: receipts, timetables, scores, recipes, chat."""

import pytest

from phemius_core.text._normalise import normalise

SPOKEN = {
    "j": [
        (
            "本日の営業時間は10:00~19:30（最終受付19:00）です。",
            "本日の営業時間は十時から十九時三十分（最終受付十九時）です。",
        ),
        ("合計 ￥3,278（内消費税等 ￥298）", "合計 三千二百七十八円（内消費税等 二百九十八円）"),
        ("お預り ¥5,000、お釣り ¥1,722", "お預り 五千円、お釣り 千七百二十二円"),
        (
            "〒150-0002 東京都渋谷区渋谷2-21-1 8F",
            "郵便番号イチゴーゼロのゼロゼロゼロニー 東京都渋谷区渋谷二の二十一の一 八階",
        ),
        (
            "TEL 03-5467-1234（平日9時~17時）",
            "TEL ゼロサン、ゴーヨンロクナナ、イチニーサンヨン（平日九時から十七時）",
        ),
        (
            "明日の最高気温は28℃、最低気温は-2℃、降水確率は30%です。",
            "明日の最高気温は二十八度、最低気温はマイナス二度、降水確率は三十パーセントです。",
        ),
        (
            "台風10号の中心気圧は975hPa、最大瞬間風速は45m/sの見込み。",
            "台風十号の中心気圧は九百七十五ヘクトパスカル、最大瞬間風速は四十五メートル毎秒の見込み。",
        ),
        (
            "薄力粉200g、砂糖大さじ1と1/2、塩小さじ1/4を混ぜる。",
            "薄力粉二百グラム、砂糖大さじ一と二分の一、塩小さじ四分の一を混ぜる。",
        ),
        (
            "180℃に予熱したオーブンで20~25分焼きます。",
            "百八十度に予熱したオーブンで二十から二十五分焼きます。",
        ),
        ("1日3回、毎食後に1錠ずつ7日分", "一日三回、毎食後に一錠ずつ七日分"),
        ("2026年4月1日(水)から施行される。", "二千二十六年四月一日水曜日から施行される。"),
        ("令和8年3月31日〆切", "令和八年三月三十一日〆切"),
        ("R8.3.31まで有効", "令和八年三月三十一日まで有効"),
        (
            "のぞみ225号は東京を14:12に出て新大阪に16:42着。",
            "のぞみ二百二十五号は東京を十四時十二分に出て新大阪に十六時四十二分着。",
        ),
        ("阪神が巨人に5-3で勝った。", "阪神が巨人に五対三で勝った。"),
        ("ドジャース4ー2カブス", "ドジャース四対二カブス"),
        ("前半は1-0で折り返し、PK戦4-3で勝利。", "前半は一対ゼロで折り返し、PK戦四対三で勝利。"),
        ("WBC準決勝は9回裏に6x-5でサヨナラ勝ち。", "WBC準決勝は九回裏に六対五でサヨナラ勝ち。"),
        (
            "株価は前日比+1.25%の38,236円07銭",
            "株価は前日比プラス一点二五パーセントの三万八千二百三十六円七銭",
        ),
        ("徒歩約5分、敷金1ヶ月・礼金0円", "徒歩約五分、敷金一ヶ月、礼金ゼロ円"),
        (
            "人口1億2,400万人のうち29.1%が65歳以上",
            "人口一億二千四百万人のうち二十九点一パーセントが六十五歳以上",
        ),
        ("0.5mm~1.2mmの厚さ", "零点五ミリメートルから一点二ミリメートルの厚さ"),
        ("4月20日は晴れ、8日は雨。", "四月二十日は晴れ、八日は雨。"),
        ("3個入り×2箱＝6個", "三個入りかける二箱イコール六個"),
        ("ベートーヴェン交響曲第9番ニ短調Op.125", "ベートーヴェン交響曲第九番ニ短調作品百二十五"),
        ("東京都千代田区丸の内1-9-1", "東京都千代田区丸の内一の九の一"),
        ("JAL123便は搭乗口45番から。", "JAL百二十三便は搭乗口四十五番から。"),
        (
            "血圧は128/82mmHg、脈拍72回/分。",
            "血圧は百二十八、八十二mmHg、脈拍七十二回、一分あたり。",
        ),
        ("8/15は終戦記念日です。", "八月十五日は終戦記念日です。"),
        ("2024/8/15 14:00に集合。", "二千二十四年八月十五日 十四時に集合。"),
        ("10/3(金)18:30開演", "十月三日金曜日十八時三十分開演"),
        ("フルマラソンを2時間05分33秒で完走", "フルマラソンを二時間五分三十三秒で完走"),
        ("この本は第2版、p.45を参照。", "この本は第二版、四十五ページを参照。"),
        ("Wi-Fiのパスワードはabc123です。", "Wi-Fiのパスワードはabcイチニーサンです。"),
        ("正午〜13:00は休み", "正午から十三時は休み"),
        ("¥1,980→¥980に値下げ", "千九百八十円から九百八十円に値下げ"),
        ("お米10kg x 2袋", "お米十キログラムかける二袋"),
        (
            "売上は12億3,000万円(前年同期比8.5%増)",
            "売上は十二億三千万円(前年同期比八点五パーセント増)",
        ),
        (
            "ワールドカップで日本はスペインに2-1で勝利した。",
            "ワールドカップで日本はスペインに二対一で勝利した。",
        ),
        ("10勝5敗の成績", "十しょう五敗の成績"),
        ("4月25日-29日", "四月二十五日から二十九日"),
        ("1/3に減った", "三分の一に減った"),
        ("12/24からセール", "十二月二十四日からセール"),
        ("締切は5/31まで", "締切は五月三十一日まで"),
        ("H30.4.1現在", "平成三十年四月一日現在"),
        ("Vol.3発売", "ボリューム三発売"),
        ("B1Fと地下2F", "地下一階と地下二階"),
        ("賞味期限 26.11.30", "賞味期限 二十六年十一月三十日"),
        ("雨のち曇り 18℃/9℃", "雨のち曇り 十八度、九度"),
        ("AM10:00〜PM5:00", "午前十時から午後五時"),
        ("勝率.312、防御率2.45", "勝率零点三一二、防御率二点四五"),
        ("H28年度", "平成二十八年度"),
        ("11/26(水)・27(木)", "十一月二十六日水曜日、二十七日木曜日"),
        ("12/1〜12/31", "十二月一日から十二月三十一日"),
    ],
    "z": [
        ("快递单号SF1234567890123", "快递单号SF一二三四五六七八九零一二三"),
        ("联系电话：138-1234-5678", "联系电话：幺三八，幺二三四，五六七八"),
        ("客服热线400-820-8820，报警请拨110", "客服热线四零零，八二零，八八二零，报警请拨幺幺零"),
        (
            "今天最高气温35℃，最低-3℃，降水概率60%。",
            "今天最高气温三十五摄氏度，最低负三摄氏度，降水概率百分之六十。",
        ),
        (
            "G1234次列车14:05从北京南站开往上海虹桥，18:30到。",
            "G幺二三四次列车十四点零五分从北京南站开往上海虹桥，十八点三十分到。",
        ),
        ("航班CA1501，座位12A", "航班CA一五零一，座位十二A"),
        (
            "阿莫西林0.25g，每日3次，每次2粒，饭后服用",
            "阿莫西林零点二五克，每日三次，每次两粒，饭后服用",
        ),
        ("烤箱180度预热10分钟，烤20~25分钟。", "烤箱一百八十度预热十分钟，烤二十到二十五分钟。"),
        ("湖人112:108战胜勇士", "湖人一百一十二比一百零八战胜勇士"),
        ("中国队2-1逆转日本队", "中国队二比一逆转日本队"),
        ("2026/11/26 下午3:30开会", "二零二六年十一月二十六日 下午三点三十分开会"),
        ("会议时间：9:00-11:30", "会议时间：九点到十一点三十分"),
        ("3月5日-8日", "三月五日到八日"),
        ("上证指数收报3,027.45点，涨0.58%", "上证指数收报三千零二十七点四五点，涨百分之零点五八"),
        ("CPI同比上涨0.3%", "CPI同比上涨百分之零点三"),
        (
            "北京市海淀区中关村大街27号院2号楼3单元502室",
            "北京市海淀区中关村大街二十七号院二号楼三单元五零二室",
        ),
        ("微信号：abc_123", "微信号：abc下划线一二三"),
        ("哈哈哈哈笑死我了233333", "哈哈哈哈笑死我了二三三三三三"),
        ("666，太厉害了！", "六六六，太厉害了！"),
        ("520我爱你", "五二零我爱你"),
        ("200米自由泳1分45秒30", "二百米自由泳一分四十五秒三零"),
        ("百米9秒58", "百米九秒五八"),
        ("约1/3的人反对，2/3同意。", "约三分之一的人反对，三分之二同意。"),
        ("1. 打开电源 2. 按下按钮", "一, 打开电源 二，按下按钮"),
        ("①打鸡蛋②搅拌", "一，打鸡蛋，二，搅拌"),
        ("第二次世界大战(1939-1945)", "第二次世界大战(一九三九到一九四五)"),
        ("1980年代 80后 90后", "一九八零年代 八零后 九零后"),
        ("CO2浓度达420ppm", "CO二浓度达百万分之四百二十"),
        ("血压120/80mmHg", "血压一百二十，八十毫米汞柱"),
        ("时速350km/h", "时速三百五十千米"),
        ("5G手机，4K电视", "五G手机，四K电视"),
        ("双11促销，618大促", "双十一促销，六一八大促"),
        ("911事件 315晚会", "九一一事件 三一五晚会"),
        ("12306订票", "幺二三零六订票"),
        ("10:00am-9:30pm", "上午十点到晚上九点三十分"),
        ("80%~90%", "百分之八十到百分之九十"),
        ("10kg/袋", "十千克每袋"),
        ("¥59.9/月", "五十九点九元每月"),
        ("600519贵州茅台", "六零零五一九贵州茅台"),
        ("价格是520，不贵", "价格是五百二十，不贵"),
        (
            "他出生于1985年，1990-2000年间在北京工作",
            "他出生于一九八五年，一九九零到二零零零年间在北京工作",
        ),
        ("第5页共120页，见图①和②", "第五页共一百二十页，见图一和二"),
        ("座位号：12A", "座位号：十二A"),
        ("100元/人，5次/天", "一百元每人，五次每天"),
        ("湖人以2-1领先", "湖人以二比一领先"),
        ("NBA总决赛4-2", "NBA总决赛四比二"),
        ("5·1劳动节", "五一劳动节"),
        ("90后前端", "九零后前端"),
    ],
    "h": [
        ("MRP ₹99/-, छूट 20%", "एम आर पी निन्यानबे रुपए, छूट बीस प्रतिशत"),
        (
            "बारिश की संभावना 70% है, हवा 15 km/h",
            "बारिश की संभावना सत्तर प्रतिशत है, हवा पंद्रह किलोमीटर प्रति घंटा",
        ),
        ("प्लेटफ़ॉर्म नं. 5 पर आएगी।", "प्लेटफ़ॉर्म नंबर पाँच पर आएगी।"),
        ("भारत 287/5 (50 ओवर)", "भारत दो सौ सत्तासी पर पाँच (पचास ओवर)"),
        ("मैच 2-1 से जीता।", "मैच दो एक से जीता।"),
        ("180°C पर 20-25 मिनट बेक करें।", "एक सौ अस्सी डिग्री सेल्सियस पर बीस से पच्चीस मिनट बेक करें।"),
        (
            "26/11/2026 को सुबह 10:30 बजे मीटिंग है।",
            "छब्बीस नवंबर दो हज़ार छब्बीस को सुबह साढ़े दस बजे मीटिंग है।",
        ),
        ("1ला, 2रा, 3री, 5वीं कक्षा", "पहला, दूसरा, तीसरी, पाँचवीं कक्षा"),
        (
            "हेल्पलाइन 1800-123-4567, आपातकाल 112",
            "हेल्पलाइन एक आठ शून्य शून्य एक दो तीन चार पाँच छह सात, आपातकाल एक एक दो",
        ),
        ("पेट्रोल ₹96.72/लीटर", "पेट्रोल छियानबे रुपए बहत्तर पैसे प्रति लीटर"),
        ("$1 = ₹83.25", "एक डॉलर बराबर तिरासी रुपए पच्चीस पैसे"),
        ("₹2.5 लाख करोड़", "ढाई लाख करोड़ रुपए"),
        ("3-4 दिन", "तीन से चार दिन"),
        ("PIN कोड 560001", "पिन कोड पाँच छह शून्य शून्य शून्य एक"),
        ("ISRO का चंद्रयान-3", "इसरो का चंद्रयान-तीन"),
        ("लंबाई 5'8\", वज़न 70 kg", "लंबाई पाँच फुट आठ इंच, वज़न सत्तर किलोग्राम"),
        ("सुबह 6 बजे, शाम 7:15 बजे, रात 11:45 बजे", "सुबह छह बजे, शाम सवा सात बजे, रात पौने बारह बजे"),
        ("x > 5, y ≤ 10", "x पाँच से अधिक, y दस से कम या बराबर"),
        ("4:3 का अनुपात", "चार और तीन का अनुपात"),
        ("ऑफिस सोम-शुक्र 9:30-6:00 खुला", "ऑफिस सोम-शुक्र साढ़े नौ बजे से छह बजे खुला"),
        ("₹10-15 हज़ार", "दस से पंद्रह हज़ार रुपए"),
        ("3 BHK फ्लैट 1450 sq.ft.", "तीन बी एच के फ्लैट एक हज़ार चार सौ पचास वर्ग फीट."),
        ("उ.प्र. सरकार", "उत्तर प्रदेश सरकार"),
        ("नमक 1 tsp, तेल 2 tbsp, दूध 250 ml", "नमक एक चम्मच, तेल दो बड़े चम्मच, दूध दो सौ पचास मिलीलीटर"),
        ("किमी/घंटा, 100 किमी/घंटा", "किलोमीटर प्रति घंटा, एक सौ किलोमीटर प्रति घंटा"),
        ("IPL 2024 में CSK vs MI", "आई पी एल दो हज़ार चौबीस में सी एस के बनाम एम आई"),
        ("18.4 ओवर में 187/6", "अठारह दशमलव चार ओवर में एक सौ सत्तासी पर छह"),
        ("NH-44, NH 48", "एन एच-चौवालीस, एन एच अड़तालीस"),
        ("फ़ेज़-II, भाग-3", "फ़ेज़ दो, भाग-तीन"),
        ("100वां शतक", "सौवां शतक"),
        ("1. चाय 2. कॉफ़ी", "एक, चाय दो, कॉफ़ी"),
        ("गाड़ी नंबर DL 3C AB 1234", "गाड़ी नंबर डी एल तीन सी ए बी एक दो तीन चार"),
        ("उड़ान AI-302", "उड़ान ए आई तीन शून्य दो"),
        ("3 x 4 = 12", "तीन गुणा चार बराबर बारह"),
        ("लगभग 1,50,000 लोग", "लगभग एक लाख पचास हज़ार लोग"),
        ("आपातकाल 112", "आपातकाल एक एक दो"),
        ("म.नं. 45/2, गली नं. 3", "मकान नंबर चार पाँच बटा दो, गली नंबर तीन"),
        ("hi.wikipedia.org/भारत", "एच आई डॉट विकिपीडिया डॉट ऑर्ग फॉरवर्ड स्लैश भारत"),
    ],
    "e": [
        (
            "Lluvia: 12 l/m² en 24 h.",
            "Lluvia: doce litros por metro cuadrado en veinticuatro horas.",
        ),
        (
            "Hornear a 180 ºC durante 20-25 min.",
            "Hornear a ciento ochenta grados Celsius durante veinte a veinticinco minutos.",
        ),
        (
            "Lunes 3/11/2025 a las 9.30 h",
            "Lunes tres de noviembre de dos mil veinticinco a las nueve y media",
        ),
        (
            "s. XXI, siglo XV, Felipe VI, Juan XXIII",
            "siglo veintiuno, siglo quince, Felipe sexto, Juan veintitrés",
        ),
        ("3,5 M€", "tres coma cinco millones de euros"),
        ("EE. UU. y la UE firmaron.", "Estados Unidos y la u e firmaron."),
        ("Te veo a las 8 pm", "Te veo a las ocho de la noche"),
        (
            "21 años, 31 personas, 101 páginas",
            "veintiún años, treinta y una personas, ciento una páginas",
        ),
        ("1.er premio", "primer premio"),
        ("El km 23 de la A-6", "El kilómetro veintitrés de la A-seis"),
        ("12 uds. a 0,99 €/ud.", "doce unidades a noventa y nueve céntimos por unidad."),
        ("21 libras, 1 libra", "veintiuna libras, una libra"),
        ("Apartamento 3.º 2.ª", "Apartamento tercero segunda"),
        ("IVA 21 % incl.", "IVA veintiuno por ciento incluido."),
        (
            "La Dra. López vive en la Avda. Diagonal, 21",
            "La doctora López vive en la avenida Diagonal, veintiuno",
        ),
        ("S. A. y S. L.", "ese a y ese ele."),
        ("Temp. 23,5 °C", "temperatura veintitrés coma cinco grados Celsius"),
    ],
    "p": [
        (
            "O ônibus sai às 7h30 e chega às 13h.",
            "O ônibus sai às sete horas e trinta e chega às treze horas.",
        ),
        (
            "200 g de açúcar, 1/2 xícara de óleo, 2 ovos, 1 col. de sopa",
            "duzentos gramas de açúcar, meia xícara de óleo, dois ovos, uma colher de sopa",
        ),
        (
            "Dr. Silva e Dra. Souza atendem na 2ª feira.",
            "doutor Silva e doutora Souza atendem na segunda feira.",
        ),
        ("Séc. XIX, D. Pedro II, Luís XIV", "século dezenove, dom Pedro segundo, Luís catorze"),
        ("US$ 2,5 bilhões", "dois vírgula cinco bilhões de dólares americanos"),
        (
            "21 pessoas, 22 meninas, 200 páginas, 301 casas",
            "vinte e uma pessoas, vinte e duas meninas, duzentas páginas, trezentas e uma casas",
        ),
        (
            "CNPJ 12.345.678/0001-95",
            "c n p j um dois, três quatro cinco, seis sete oito, zero zero zero um, nove cinco",
        ),
        ("kkkk vc vem hj?", "kkkk você vem hoje?"),
        ("seg. a sex., 8h-17h", "segunda a sexta, oito horas a dezessete horas"),
        ("Sr. e Sra. Costa", "senhor e senhora Costa"),
        ("US$ 1,00", "um dólar americano"),
        ("KM 23 da BR-101", "quilômetro vinte e três da b r-cento e um"),
        (
            "3x de R$ 416,63",
            "três vezes de quatrocentos e dezesseis reais e sessenta e três centavos",
        ),
        ("2 ovos, 1 col. de sopa", "dois ovos, uma colher de sopa"),
        ("CEP 01310-200", "cépi zero um três um zero, dois zero zero"),
        ("p. 12 e segs.", "página doze e seguintes."),
    ],
    "f": [
        (
            "Prendre 1 comprimé de 500 mg toutes les 8 h.",
            "Prendre un comprimé de cinq cents milligrammes toutes les huit heures.",
        ),
        ("3e étage, 2e porte", "troisième étage, deuxième porte"),
        (
            "Lundi 3/11/2025 à 9h30",
            "Lundi trois novembre deux mille vingt-cinq à neuf heures trente",
        ),
        (
            "XXIe siècle, Louis XIV, François Ier, Napoléon III",
            "vingt et unième siècle, Louis quatorze, François premier, Napoléon trois",
        ),
        ("Les É.-U. et l'UE", "Les États-Unis et l'UE"),
        ("1 €, 1,01 €, 0,99 €", "un euro, un euro et un centime, quatre-vingt-dix-neuf centimes"),
        ("1/3 des votants, 3/4, 2/3", "un tiers des votants, trois quarts, deux tiers"),
        ("3 h 25 min", "trois heures vingt-cinq minutes"),
        ("12 €/kg, 50 €/mois", "douze euros par kilogramme, cinquante euros par mois"),
        ("1re fois, 2nd, 2nde", "première fois, second, seconde"),
        ("St-Denis, Ste Anne", "Saint-Denis, sainte Anne"),
        ("Cie et Sté", "compagnie et société"),
        ("le 14/07", "le quatorze juillet"),
        (
            "Max. 31 °C, min. -2 °C",
            "maximum Trente et un degrés Celsius, minimum Moins deux degrés Celsius",
        ),
        ("1 c. à s. de sel", "une cuillère à soupe de sel"),
        ("81 euros, 200 pages", "quatre-vingt-un euros, deux cents pages"),
        ("10 - 3 = 7", "dix moins trois égale sept"),
        ("14/07", "quatorze juillet"),
        ("p. 12 et suiv.", "page douze et suivantes."),
        ("du lun. au ven. de 9 h à 18 h", "du lundi au vendredi de neuf heures à dix-huit heures"),
    ],
    "i": [
        (
            "Il treno delle 7:05 parte dal binario 3.",
            "Il treno delle sette e cinque parte dal binario tre.",
        ),
        (
            "Il Sig. Rossi, la Sig.ra Bianchi e il Dott. Verdi",
            "Il signor Rossi, la signora Bianchi e il dottor Verdi",
        ),
        ("Il 1° gennaio 2026", "Il primo gennaio duemila ventisei"),
        (
            "XXI secolo, sec. XV, Giovanni XXIII",
            "ventunesimo secolo, secolo quindicesimo, Giovanni ventitreesimo",
        ),
        ("Cap. IV, pag. 23, vol. II", "capitolo quarto, pagina ventitré, volume secondo"),
        (
            "21 anni, 31 persone, 1 pagina, 101 euro",
            "ventuno anni, trentuno persone, una pagina, cento uno euro",
        ),
        ("2 mld €", "due miliardi di euro"),
        ("cmq nn vengo xké piove", "comunque non vengo perché piove"),
        ("12 €/kg, 50 €/mese", "dodici euro al chilogrammo, cinquanta euro al mese"),
        ("1ª volta, 2° posto, 3ª", "prima volta, secondo posto, terza"),
        ("A4, km 23", "A quattro, chilometro ventitré"),
        ("14/07", "quattordici luglio"),
        ("8:00-12:30", "dalle otto alle dodici e mezza"),
        (
            "avv. Neri, ing. Gialli, prof.ssa Blu",
            "avvocato Neri, ingegner Gialli, professoressa Blu",
        ),
        ("5 m², 5 mq", "cinque metri quadrati, cinque metri quadrati"),
        ("10 - 3 = 7", "dieci meno tre uguale sette"),
        ("pag. 12 e segg.", "pagina dodici e seguenti."),
        ("dal lun. al ven. dalle 9 alle 18", "dal lunedì al venerdì dalle nove alle diciotto"),
    ],
}
ROWS = [(lang, *row) for lang, rows in SPOKEN.items() for row in rows]


@pytest.mark.parametrize(("lang", "text", "spoken"), ROWS)
def test_daily_text_is_said_as_a_native_speaker_says_it(lang, text, spoken):
    assert normalise(text, lang=lang).text == spoken


@pytest.mark.parametrize(("lang", "text", "spoken"), ROWS)
def test_no_digit_is_left_to_a_g2p(lang, text, spoken):
    assert not any(char.isdecimal() for char in normalise(text, lang=lang).text)


JAPANESE_SOUNDS = [
    # OpenJTalk writes what follows with other characters than the text, and elsewhere too.
    ("JAL123便は搭乗口四十五番から", ("toːʥoː", "ɡɯʨi", "baɴ", "kaɾa")),
    ("X9は九時", ("kʲɨː", "βa", "kɯʥi")),
    ("ニ短調作品百二十五", ("taɲʨoː", "sakɯçiɴ")),
    # minutes, and parts of ten
    ("徒歩約五分、", ("ɡoɸɯɴ",)),
    ("八分遅れ", ("haʔpɯɴ",)),
    ("九分で着く", ("kʲɨːɸɯɴ",)),
    ("十分以内", ("ʥɨʔpɯɴ",)),
    ("二分五秒", ("ɲiɸɯɴ",)),
    ("三割二分五厘", ("ɲi bɯ",)),
    ("五分五分", ("ɡobɯɡobɯ",)),
    ("二分の一", ("ɲibɯɴ",)),
    ("十六時四十二分着", ("ʨakɯ",)),
    ("午前零時", ("ɾeː",)),
    ("百メートル走で", ("soː",)),
    ("五十部コピー", ("ɡoʥɨːbɯ",)),
    ("一対ゼロ", ("iʔtai", "ʣeɾo")),
    ("六対五", ("ɾokɯ", "tai", "ɡo")),
]


@pytest.fixture(scope="module")
def japanese():
    pytest.importorskip("pyopenjtalk")
    from phemius_core.text.japanese import JapaneseG2P

    return JapaneseG2P()


@pytest.mark.parametrize(("text", "sounds"), JAPANESE_SOUNDS)
def test_japanese_words_keep_their_sounds(japanese, text, sounds):
    phonemes = " ".join(token.phonemes for token in japanese.phonemize(text))
    for sound in sounds:
        assert sound in phonemes


def test_one_in_a_score_keeps_its_tone():
    pytest.importorskip("pypinyin")
    from phemius_core.text.chinese import ChineseG2P

    tokens = ChineseG2P().phonemize("一比零")
    assert tokens[0].phonemes.startswith("i→")
