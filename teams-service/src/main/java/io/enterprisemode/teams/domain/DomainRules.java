package io.enterprisemode.teams.domain;

import java.util.Optional;
import java.util.Set;

/**
 * Which domains no organization may claim: those under which anybody may register a name (a short list of the public
 * suffixes in use for companies) and those of free mail, whose addresses belong to people and not to an organization.
 * For a suffix that is missing in the lists, the proof by DNS is still required, which only a registry could give.
 */
final class DomainRules {

    private static final Set<String> PUBLIC_SUFFIXES = names("""
            ac.uk co.uk gov.uk ltd.uk me.uk net.uk org.uk plc.uk com.au edu.au gov.au net.au org.au
            co.nz net.nz org.nz co.jp ne.jp or.jp ac.jp co.kr or.kr com.cn net.cn org.cn com.hk com.tw
            com.sg com.my co.id co.th com.vn com.ph co.in net.in org.in com.pk com.tr co.il org.il
            co.za org.za co.ke com.ng com.eg com.sa com.br net.br org.br com.ar com.mx com.co com.pe
            com.uy com.ua com.pl com.gr com.pt com.es co.at or.at asso.fr github.io gitlab.io
            herokuapp.com vercel.app netlify.app pages.dev web.app azurewebsites.net onmicrosoft.com
            appspot.com blogspot.com cloudfront.net amazonaws.com workers.dev""");

    private static final Set<String> FREE_MAIL = names("""
            gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.de hotmail.fr
            live.com msn.com yahoo.com yahoo.co.uk yahoo.co.jp yahoo.de yahoo.fr ymail.com icloud.com
            me.com mac.com aol.com proton.me protonmail.com pm.me tutanota.com tuta.io gmx.com gmx.de
            gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.ru bk.ru inbox.ru list.ru
            yandex.ru yandex.com qq.com 163.com 126.com sina.com foxmail.com naver.com daum.net
            hanmail.net rediffmail.com zoho.com fastmail.com hey.com orange.fr free.fr laposte.net
            wanadoo.fr libero.it virgilio.it seznam.cz wp.pl o2.pl onet.pl uol.com.br bol.com.br
            comcast.net verizon.net att.net btinternet.com mailinator.com guerrillamail.com
            10minutemail.com yopmail.com""");

    private DomainRules() {}

    private static Set<String> names(String text) {
        return Set.of(text.split("\\s+", -1));
    }

    /** Why nobody may claim this domain, in words that follow its name; empty when somebody may. */
    static Optional<String> refusal(DomainName domain) {
        if (PUBLIC_SUFFIXES.contains(domain.text())) {
            return Optional.of("is a suffix under which anybody may register names");
        }
        if (FREE_MAIL.contains(domain.text())) {
            return Optional.of("gives mail addresses to anybody");
        }
        return Optional.empty();
    }
}
