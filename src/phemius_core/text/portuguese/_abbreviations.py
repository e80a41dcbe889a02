"""Portuguese abbreviations."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Abbreviations

__all__ = ["ABBREVIATIONS"]

_WORDS: Final[Mapping[str, str]] = {
    # people
    "Sr.": "senhor", "Sra.": "senhora", "Srta.": "senhorita", "Srs.": "senhores",
    "Sras.": "senhoras",
    "Sr.ª": "senhora", "Srª": "senhora", "Srª.": "senhora", "D.": "dom|dona", "Dr.": "doutor",
    "Dra.": "doutora", "Drª": "doutora", "Dr.ª": "doutora", "Drs.": "doutores", "Dras.": "doutoras",
    "Prof.": "professor", "Profa.": "professora", "Profª": "professora", "Prof.ª": "professora",
    "Profª.": "professora", "Profs.": "professores", "Eng.": "engenheiro", "Engº": "engenheiro",
    "Eng.º": "engenheiro", "Engª": "engenheira", "Arq.": "arquiteto", "Adv.": "advogado",
    "Exmo.": "excelentíssimo", "Exma.": "excelentíssima", "Ilmo.": "ilustríssimo",
    "Ilma.": "ilustríssima",
    "V. Exa.": "vossa excelência", "V. Ex.ª": "vossa excelência", "V. Sa.": "vossa senhoria",
    "V. S.ª": "vossa senhoria",
    "S. Exa.": "sua excelência", "Pe.": "padre", "Fr.": "frei", "Sto.": "santo", "Sta.": "santa",
    "S.": "são", "Gen.": "general", "Cel.": "coronel", "Cap.": "capitão", "Ten.": "tenente",
    "Sgt.": "sargento", "Maj.": "major", "Alm.": "almirante", "Cmte.": "comandante",
    "Des.": "desembargador",
    "Min.": "ministro", "Dep.": "deputado", "Sen.": "senador", "Gov.": "governador",
    "Pres.": "presidente",
    "Dir.": "diretor", "Jr.": "júnior", "Me.": "mestre", "Ma.": "mestra", "vc": "você",
    "vcs": "vocês",
    # institutions and companies
    "S. A.": "esse a", "S/A": "esse a", "Ltda.": "limitada", "Cia.": "companhia",
    "Cia. Ltda.": "companhia limitada", "Inc.": "incorporated",
    "Univ.": "universidade", "Depto.": "departamento", "Dept.": "departamento",
    "depto.": "departamento",
    "dept.": "departamento", "Gov. Fed.": "governo federal", "Min. Público": "Ministério Público",
    # addresses
    "Av.": "avenida", "av.": "avenida", "R.": "rua", "Al.": "alameda", "Pça.": "praça",
    "Pç.": "praça",
    "Rod.": "rodovia", "Estr.": "estrada", "Trav.": "travessa", "Tv.": "travessa", "Lgo.": "largo",
    "Jd.": "jardim", "Vl.": "vila", "Pq.": "parque", "Cj.": "conjunto", "cj.": "conjunto",
    "Apto.": "apartamento",
    "apto.": "apartamento", "Ap.": "apartamento", "ap.": "apartamento", "apt.": "apartamento",
    "bl.": "bloco",
    "Bl.": "bloco", "Ed.": "edifício", "Qd.": "quadra", "qd.": "quadra", "Lt.": "lote",
    "lt.": "lote",
    "s/n": "sem número", "s/nº": "sem número", "cx. postal": "caixa postal", "esq.": "esquerdo",
    "dto.": "direito",
    # books and lists
    "pág.": "página", "págs.": "páginas", "p.": "página", "pp.": "páginas", "pg.": "página",
    "núm.": "número",
    "n.º": "número", "N.º": "número", "nº": "número", "Nº": "número", "n°": "número",
    "N°": "número", "n.°": "número",
    "n.os": "números", "nos.": "números", "nro.": "número", "cap.": "capítulo",
    "caps.": "capítulos", "art.": "artigo",
    "arts.": "artigos", "Art.": "artigo", "Arts.": "artigos", "inc.": "inciso", "fig.": "figura",
    "Fig.": "figura",
    "figs.": "figuras", "tab.": "tabela", "vol.": "volume", "vols.": "volumes", "ed.": "edição",
    "ex.": "exemplo",
    "Ex.": "exemplo", "p. ex.": "por exemplo", "P. ex.": "por exemplo", "v.g.": "verbi gratia",
    "etc.": "etcétera", "km": "quilômetro", "KM": "quilômetro", "hj": "hoje", "pq": "porque",
    "blz": "beleza", "obg": "obrigado", "msg": "mensagem", "msgs": "mensagens", "mto": "muito",
    "qdo": "quando", "cmg": "comigo", "ngm": "ninguém", "vlw": "valeu",
    "col. de sopa": "colher de sopa",
    "col. de chá": "colher de chá", "incl.": "incluso", "comp.": "comprimidos",
    "i. e.": "isto é", "máx.": "máximo", "mín.": "mínimo", "aprox.": "aproximadamente",
    "vs.": "versus", "cf.": "confira",
    "id.": "idem", "ibid.": "ibidem", "op. cit.": "obra citada", "s. d.": "sem data",
    "séc.": "século", "sécs.": "séculos",
    "seg.": "segunda", "min.": "minutos", "hrs.": "horas", "hs.": "horas", "obs.": "observação",
    "Obs.": "observação",
    "OBS.": "observação", "ref.": "referência", "Ref.": "referência", "trad.": "tradução",
    "org.": "organizador",
    "coord.": "coordenador", "prov.": "província", "a. C.": "antes de Cristo",
    "d. C.": "depois de Cristo",
    "A. C.": "antes de Cristo", "D. C.": "depois de Cristo", "c/c": "combinado com", "c/": "com ",
    "p/": "para ", "s/": "sem ",
    "tel.": "telefone", "Tel.": "telefone", "tels.": "telefones", "cel.": "celular",
    "ram.": "ramal", "ext.": "extensão",
    "att.": "atenciosamente", "Att.": "atenciosamente", "P.S.": "pós-escrito", "adj.": "adjetivo",
    "tb.": "também", "tb": "também",
    "tbm": "também", "kg.": "quilos", "qtd.": "quantidade", "qtde.": "quantidade",
    "und.": "unidades", "doc.": "documento",
    "jan.": "janeiro", "fev.": "fevereiro", "abr.": "abril", "ago.": "agosto", "set.": "setembro",
    "out.": "outubro",
    "nov.": "novembro", "dez.": "dezembro", "sáb.": "sábado", "dom.": "domingo",
}  # fmt: skip
_OTHER_CASE: Final = (
    "Sr.",
    "Sra.",
    "Srta.",
    "Srs.",
    "Dr.",
    "Dra.",
    "Prof.",
    "Profa.",
    "Ltda.",
    "Cia.",
)
"""Abbreviations that people write in small or in capital letters as well."""
ABBREVIATIONS: Final = Abbreviations(
    words={
        **_WORDS,
        **{written.lower(): _WORDS[written] for written in _OTHER_CASE},
        **{written.upper(): _WORDS[written] for written in _OTHER_CASE},
    },
    often_last=frozenset((
        "etc.", "S. A.", "a. C.", "d. C.", "A. C.", "D. C.", "Ltda.", "ltda.", "Cia. Ltda.",
        "Cia.", "cia.", "Inc.",
        "Jr.", "min.", "hrs.", "hs.", "máx.", "mín.", "aprox.", "op. cit.", "ibid.", "id.", "att.",
        "kg.", "und.", "adj.", "esq.", "dto.", "s. d.", "ap.", "apto.",
    )),
    before_numbers=frozenset((
        "p.", "pp.", "cap.", "caps.", "art.", "arts.", "vol.", "vols.", "fig.", "inc.", "tab.",
        "nos.", "ap.",
        "bl.", "Bl.", "lt.", "Lt.", "jan.", "fev.", "abr.", "ago.", "set.", "out.", "nov.", "dez.",
        "ram.", "séc.", "km", "KM",
    )),
    before_names=frozenset((
        "D.", "S.", "R.", "Al.", "Me.", "Ma.", "Fr.", "Cap.", "Dir.", "Min.", "Des.", "Dep.",
        "Sen.", "Gov.", "Ed.",
        "Pq.", "Ap.",
    )) - {"Ap."},
)  # fmt: skip
