/** Fictitious people and what they write. Every number and address is recognisably invented. */

/**
 * A résumé as a text file.
 * @param {{ name: string, phone: string, email: string }} person
 * @param {"zh" | "en"} locale
 */
export function resume(person, locale) {
  const lines =
    locale === "zh"
      ? [person.name, `电话：${person.phone}`, `邮箱：${person.email}`, "", "工作经历", "2021.03 – 2024.06 虚构商贸有限公司 客服专员", "负责售后热线与投诉处理，带两名新人。", "", "教育背景", "2017 – 2021 虚构大学 工商管理 本科", "", "技能", "工单系统、Excel、普通话"]
      : [person.name, `Phone: ${person.phone}`, `E-mail: ${person.email}`, "", "Work experience", "2021-03 – 2024-06 Fictitious Trading Ltd, customer service", "Answered the after-sales hotline, handled complaints, trained two newcomers.", "", "Education", "2017 – 2021 University of Nowhere, BA", "", "Skills", "Ticket systems, Excel"];
  return { name: locale === "zh" ? "简历.txt" : "resume.txt", mimeType: "text/plain", buffer: Buffer.from(lines.join("\n")) };
}

/** @type {Record<"zh" | "en", { name: string, phone: string, email: string }>} */
export const APPLICANTS = {
  zh: { name: "林小满", phone: "19900001234", email: "lin.xiaoman@example.cn" },
  en: { name: "Robin Example", phone: "+86 199 0000 5678", email: "robin@example.com" },
};

/** @type {Record<"zh" | "en", { company: string, name: string, email: string, password: string }>} */
export const FOUNDERS = {
  zh: { company: "虚构商贸集团", name: "周一鸣", email: "zhou@example.cn", password: "四匹白马一共过了7座石桥" },
  en: { company: "Fictitious Trading Group", name: "Alex Example", email: "alex@example.com", password: "four horses cross 7 bridges" },
};

/**
 * An answer with situation, task, action and result, different for every question.
 * @param {number} number
 * @param {"zh" | "en"} locale
 */
export function answer(number, locale) {
  const days = 2 + number;
  return locale === "zh"
    ? `第${number}个例子：去年六月，一位客户因为订单晚到${days}天，在电话里非常生气。我的任务是当天给出答复，并留住这位客户。` +
        `我先让对方把话说完，复述了一遍确认，然后查物流记录，发现是仓库漏扫了${number}件。我联系仓库组长，请他们在${number}小时内补发，` +
        `自己每两小时给客户发一次进度。结果第二天上午客户收到了货，还给了好评；之后我写了一份漏扫检查表，当月同类投诉从${days + 9}起降到${number}起。`
    : `Example ${number}: last June a customer was very angry on the phone because an order came ${days} days late. My task was to answer the same day and keep the customer. ` +
        `First I let them finish and repeated it to be sure, then I checked the shipping records and found that the warehouse had missed ${number} parcels. I called the shift lead, who sent them again within ${number} hours, ` +
        `and I wrote to the customer every two hours. As a result the goods arrived the next morning and the customer thanked us; afterwards I wrote a checklist, and such complaints fell from ${days + 9} to ${number} that month.`;
}
